import ArgumentParser

/// The command line: each subcommand is a file of its name.
@main
struct Sanad: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sanad",
    abstract: "Runs licensed online education: law as data, rulings that cite their article.",
    subcommands: [
      InitCommand.self, AddCommand.self, RegulatorCommand.self, LicenceCommand.self,
      TokenCommand.self, KeysCommand.self, IssueCommand.self,
      Serve.self, SeedCommand.self, TickCommand.self, Demo.self, RegulationsCommand.self,
      Decide.self, StoryCommand.self, Verify.self, JournalCommand.self, CopyCommand.self,
      ImportCommand.self, ReplayCommand.self, XAPICommand.self, DoctorCommand.self,
      BackupCommand.self, RestoreCommand.self,
    ])
}
