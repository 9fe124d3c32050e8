//! The office at work (办公): people and their rights, the register, the trail of changes.
//!
//! One use case a function: it checks that the caller may, changes what it is about in one transaction, and leaves its trail
//! in the same one.

mod accounts;
mod adopt;
mod app;
mod audit;
mod availability;
mod bodies;
mod bulk;
mod caller;
mod checklist;
mod checklist_replies;
pub mod citizen;
mod collect;
mod confidential;
mod crawl;
mod decide;
mod digests;
mod error;
mod evidence;
mod except;
mod feedback_calendar;
mod feedback_check;
mod feedback_clusters;
mod feedback_export;
mod feedback_figures;
mod feedback_finding;
mod feedback_handle;
mod feedback_import;
mod feedback_links;
mod feedback_list;
mod feedback_looks;
mod feedback_new;
mod feedback_similar;
mod feedback_summary;
mod feedback_urge;
mod filed;
mod filings;
mod gate;
mod groups;
mod homes;
mod judging;
mod links;
mod login;
mod manual;
mod media;
mod media_desk;
mod media_import;
mod media_inspect;
mod media_look;
mod media_results;
mod media_round;
mod media_seen;
mod media_shots;
mod media_sources;
mod media_tool;
mod media_unknown;
mod media_watch;
mod media_week;
mod mismatches;
mod open_item;
mod organizations;
mod overview;
mod own;
mod paper_accounts;
mod paper_facts;
mod paper_feedback;
mod paper_final;
mod paper_issue;
mod paper_praise;
mod paper_repeats;
mod paper_return;
mod paper_rows;
mod paper_template;
mod paper_text;
mod paper_written;
mod papers;
mod password;
mod patrol;
mod patrol_view;
mod people;
mod problems;
mod public_data;
mod public_papers;
mod public_search;
mod rectify_elsewhere;
mod rectify_facts;
mod rectify_handle;
mod rectify_list;
mod rectify_notice;
mod rectify_open;
mod rectify_replies;
mod rectify_retest;
mod rectify_sheet;
mod rectify_todo;
mod register;
mod register_import;
mod rejudge;
mod remembered;
mod reminders;
mod review;
mod round_area;
mod round_notices;
mod round_report;
mod rounds;
mod scoring;
mod secret;
mod sentences;
mod set_up;
mod site_report;
mod standard_form;
mod standards;
mod standing;
mod summary;
mod todo;
mod todo_messages;
mod views;
mod watch;
mod year_messages;
mod year_reports;
mod year_work;

pub use accounts::{
    AccountsPreview, MOST_ACCOUNTS, Opened, Proposed, bodies_without_operator, open_accounts,
    propose_accounts, propose_accounts_of_sheet,
};
pub use adopt::adopt_inspection;
pub use app::App;
pub use audit::{Trail, TrailCheck, check_trail, trail};
pub use caller::Caller;
pub use checklist::{ChecklistArea, Checklists, checklist_sheet, checklists};
pub use checklist_replies::{RepliesPreview, ReplyLine, ReplyState, preview_replies, take_replies};
pub use collect::{Collector, UnmeasuredItem};
pub use confidential::WITHHELD;
pub use crawl::{CollectSettings, TextSupply};
pub use decide::{Decided, Decision, Reach, decide, undo};
pub use digests::digest;
pub use error::AppError;
pub use evidence::{Record, evidence_of};
pub use except::{NewException, except_finding, exception_list};
pub use feedback_calendar::{enter_calendar, feedback_calendar, missing_years};
pub use feedback_check::recheck_answer;
pub use feedback_clusters::{ClusteredMessage, FeedbackCluster, feedback_clusters, standing_period};
pub use feedback_export::{FEEDBACK_EXPORT_COLUMNS, FeedbackExport, feedback_moves};
pub use feedback_figures::{FeedbackFigures, Figures, FiguresRow, feedback_figures, feedback_tables};
pub use feedback_finding::{RoundChoice, make_finding, rounds_for_message};
pub use feedback_handle::{
    AnswerText, FeedbackView, Wanted as FeedbackWanted, draft_answer, feedback_file, feedback_view,
    handle_feedback, private_text, send_answer,
};
pub use feedback_import::{FeedbackImport, import_feedback};
pub use feedback_links::{
    FindingsOfMessage, LinkedFinding, MessagesOfFinding, ProposedFinding, findings_of_message, link_message,
    messages_of_finding, unlink_message,
};
pub use feedback_list::{FeedbackList, feedback_list};
pub use feedback_looks::{feedback_look, feedback_looks};
pub use feedback_new::{NewFeedback, enter_feedback};
pub use feedback_similar::{Original, likely_originals};
pub use feedback_summary::{feedback_summary, feedback_summary_file};
pub use feedback_urge::{FeedbackWarning, FeedbackWarnings, feedback_warnings, urge_feedback};
pub use filed::FiledEntry;
pub use filings::{
    FilingView, LONGEST_PROOF, NewFiling, StepEntry, begin_filing, complete_filing, enter_step, filing,
    filing_hints, filings, proof_of, withdraw_filing,
};
pub use gate::{Gate, gate, settle_items};
pub use groups::{Gathered, GroupedBy, QueueGroup, queue_groups};
pub use homes::last_home_look;
pub use judging::{RoundResult, judge_round, reopen_round, round_result, site_result};
pub use links::{link_user, set_password};
pub use login::{Attempt, Entered, LoggedIn, LoginRefusal, enter_code, log_in, log_out, session_of};
pub use manual::{ManualList, NewResult, enter_check, manual_list, picture_of, plan_checks};
pub use media::{
    Beside, MediaFilter, MediaLine, MediaList, MediaView, Silence, media_hints, media_list, media_rows,
    media_view,
};
pub use media_desk::{Desk, Glance, keep_glance, media_desk};
pub use media_import::{MediaImported, MediaPreview, import_media, preview_media};
pub use media_inspect::{MediaInspection, MediaQuestion, MenuVisit, inspect_media};
pub use media_look::{NewCheck, NewReport, check_account, look_file, report_post};
pub use media_results::{
    MEDIA_PAGE, MediaResultFilter, MediaResults, NewFound, accept_unmeasured, adopt_media, decide_media,
    find_media, media_found_file, media_result, media_results,
};
pub use media_round::ask_media_run;
pub use media_seen::{MediaFiles, MediaTaken, NamedFile, import_media_files};
pub use media_shots::{shot_account, shot_link, shot_there, take_shot};
pub use media_sources::{NewSource, ask_media_source, drop_media_source, fitting_ways, set_media_source};
pub use media_tool::{
    ToolPreview, ToolTaken, import_tool, preview_tool, take_tool, tool_again, tool_mappings,
};
pub use media_unknown::{all_unregistered, decide_unregistered, import_search, unregistered_accounts};
pub use media_watch::MediaWatch;
pub use media_week::{AccountWarning, MediaWeek, WeekLine, media_week};
pub use mismatches::{
    Comparison, Difference, MismatchLine, compare_export, explain_mismatch, register_mismatches,
};
pub use open_item::{OpenItem, OpenKind};
pub use organizations::{add_organization, rename_organization};
pub use overview::{PlaceTally, ProblemClass, RoundOverview, Tally, round_overview};
pub use own::{
    begin_totp, change_password, confirm_totp, end_other_sessions, key_letters, own_sessions, remove_totp,
};
pub use paper_final::{add_final, finals, settle_final};
pub use paper_issue::{move_paper, paper_file, publish};
pub use paper_praise::{AreaStreak, area_streaks};
pub use paper_return::{ReturnPreview, preview_return, take_return};
pub use paper_rows::{BehindRow, RowsBehind, rows_behind, site_codes};
pub use paper_template::{put_template, remove_template};
pub use paper_text::{PassageChange, change_passage, paper_at, paper_versions, restore_version};
pub use papers::{
    PaperView, begin_paper, change_head, decide_naming, give_facts, paper_view, papers, redraft,
    rounds_to_draft,
};
pub use patrol_view::{ChannelWeek, PatrolProgress, PatrolView, patrol_view, site_patrol};
pub use people::{
    NewUser, Person, UserChange, add_user, change_user, give_link, people, person, set_disabled, unlock,
};
pub use problems::{
    NewObjection, ProblemRow, ProblemView, answer, approve, object, objection_proof, problem_rounds,
    problem_view, problems,
};
pub use public_data::{DataColumn, DataRow, DataTable};
pub use public_papers::{PublicEdition, PublicPaper, public_edition, public_pdf, publisher, site_of_host};
pub use public_search::{public_leads, public_papers};
pub use rectify_elsewhere::{ElsewhereList, ask_to_check, rectify_elsewhere};
pub use rectify_handle::{
    NewReply, RectifyView, RectifyWanted, handle_rectifications, rectify_file, rectify_view,
};
pub use rectify_list::{
    RectifyFigures, RectifyFilter, RectifyList, RectifyRow, rectify_list, visible_ledgers,
};
pub use rectify_notice::rectify_notice;
pub use rectify_open::{LedgerToOpen, ledgers_to_open, open_ledger};
pub use rectify_replies::{LedgerLine, LedgerPreview, LedgerState, preview_ledger, take_ledger};
pub use rectify_sheet::rectify_sheet;
pub use register::{RegisterFilter, RegisterTally, SiteView, register_sites, register_tally, site_view};
pub use register_import::{ImportPreview, SiteChange, import, preview};
pub use rejudge::{Rejudgement, rejudge};
pub use reminders::reminders;
pub use review::{FindingView, Queue, QueueFilter, finding_view, queue, rule_title};
pub use round_area::AreaTally;
pub use round_notices::Notices;
pub use round_report::RoundReports;
pub use rounds::{
    CollectionProgress, NewRound, RoundView, ask_addition, ask_objections, ask_removal, begin_collection,
    open_round, round_view, rounds, settle_change, standing_of,
};
pub use scoring::score_sheet;
pub use secret::{Secret, digest_of};
pub use sentences::{
    TemplateChange, TemplatePreview, TemplateView, change_templates, preview_templates, template_view,
};
pub use set_up::{SetUp, needs_set_up, offer_set_up, set_up};
pub use site_report::site_report;
pub use standard_form::{
    CONFIDENCES, CountedForm, FieldError, HeadForm, RowForm, countable_rules, rule_name,
};
pub use standards::{
    StandardChange, VersionView, change_standard, may_edit_standards, new_draft, provide_standard,
    standard_in_force, standard_version, standard_versions, standards_for_rounds,
};
pub use summary::{SiteSummary, VisitState};
pub use todo::{Todo, todos};
pub use views::{remove_view, save_view, saved_views};
pub use watch::{KEPT, Strip, Watch, WatchedSite, availability_indicator, strip, watched_sites};
pub use xunwang_rules::standard_toml;
pub use year_reports::{IssuedYear, YearReport, issued_years, year_report};
pub use year_work::work_year;
