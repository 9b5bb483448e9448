// What an ID identifies. The tags are empty so that one book can hold another book's ids without
// importing it.

package enum PersonTag {}
package enum InstitutionTag {}
package enum ProgrammeTag {}
package enum CourseTag {}
package enum TermTag {}
package enum SectionTag {}
package enum RegistrationTag {}
package enum LessonTag {}
package enum InvoiceTag {}
package enum LicenceTag {}
package enum CredentialTag {}
package enum RulingTag {}
package enum PlanTag {}
package enum GrantTag {}
package enum CaseTag {}
package enum PaperCopyTag {}
package enum NoticeTag {}
package enum StatementTag {}
package enum RecordClientTag {}

package typealias PersonID = ID<PersonTag>
package typealias InstitutionID = ID<InstitutionTag>
package typealias ProgrammeID = ID<ProgrammeTag>
package typealias CourseID = ID<CourseTag>
package typealias TermID = ID<TermTag>
package typealias SectionID = ID<SectionTag>
package typealias RegistrationID = ID<RegistrationTag>
package typealias LessonID = ID<LessonTag>
package typealias InvoiceID = ID<InvoiceTag>
package typealias LicenceID = ID<LicenceTag>
package typealias CredentialID = ID<CredentialTag>
package typealias RulingID = ID<RulingTag>
package typealias PlanID = ID<PlanTag>
package typealias GrantID = ID<GrantTag>
package typealias CaseID = ID<CaseTag>
package typealias PaperCopyID = ID<PaperCopyTag>
package typealias NoticeID = ID<NoticeTag>
package typealias StatementID = ID<StatementTag>
package typealias RecordClientID = ID<RecordClientTag>
