import ArgumentParser
@main struct Sanad: ParsableCommand {}
