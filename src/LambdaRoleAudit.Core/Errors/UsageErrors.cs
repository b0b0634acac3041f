using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Records of CloudTrail that could not be found or read.</summary>
public static class UsageErrors
{
    private const string RestIsRead = "Everything else was read, and the usage is marked incomplete. ";

    /// <summary>The start of the period is not before its end.</summary>
    public static readonly ErrorText PeriodIsEmpty = new(
        "PeriodIsEmpty", ProblemKind.InvalidInput,
        "-After ({after}) is not before -Before ({before}).",
        "Specify an earlier -After or a later -Before.");

    /// <summary>The start of the period is in the future.</summary>
    public static readonly ErrorText PeriodInFuture = new(
        "PeriodIsEmpty", ProblemKind.InvalidInput,
        "-After ({after}) is in the future.",
        "Specify an earlier -After. A time without a time zone is local time.");

    /// <summary>Parameters that a table's definition does not depend on.</summary>
    public static readonly ErrorText TableOfEverything = new(
        "TableOfEverything", ProblemKind.InvalidInput,
        "-ShowTableDefinition is about a trail, and does not depend on -FunctionName, -RoleName, -Region and -Before.",
        "Omit these parameters. -LogRegion limits the regions of the table, and -After its first day.");

    /// <summary>The period is older than event history.</summary>
    public static readonly ErrorText PeriodNotInHistory = new(
        "PeriodIsEmpty", ProblemKind.InvalidInput,
        "Event history starts at {start}, and the period ends at {end}.",
        "Specify a later -Before, or read the files of a trail with -Trail, -TrailBucket, -Path or -AthenaTable.");

    /// <summary>No source is named, and there are many functions.</summary>
    public static readonly ErrorText SourceNeeded = new(
        "UsageSourceNeeded", ProblemKind.InvalidInput,
        "{count} functions are selected. Without a source, event history is read for at most {most} functions.",
        "Use -Trail with the name of a trail, -TrailBucket, -Path with CloudTrail files, or -AthenaTable. -EventHistory reads event "
        + "history for all selected functions, at two requests per second in each region. -FunctionName or -RoleName selects "
        + "fewer functions.");

    /// <summary>No trail has the name.</summary>
    public static readonly ErrorText TrailNotFound = new(
        "TrailNotFound", ProblemKind.NotFound,
        "No trail '{trail}' was found.",
        "Check the name, the account and the region with 'aws cloudtrail list-trails', or specify the trail's ARN.");

    /// <summary>Several trails have the name, in different regions.</summary>
    public static readonly ErrorText TrailInSeveralRegions = new(
        "TrailInSeveralRegions", ProblemKind.InvalidInput,
        "Several trails have the name '{trail}': {arns}.",
        "Specify the ARN of the trail.");

    /// <summary>The trail's event selectors could not be read.</summary>
    public static readonly ErrorText TrailSelectorsUnread = new(
        "TrailSelectorsUnread", ProblemKind.AccessDenied,
        "The event selectors of trail '{trail}' could not be read, so it is not known which events the trail logs: {reason}",
        "Allow cloudtrail:GetEventSelectors for the trail. The records were read. Permissions without calls are reported as unknown.");

    /// <summary>The bucket does not exist.</summary>
    public static readonly ErrorText TrailBucketNotFound = new(
        "TrailBucketNotFound", ProblemKind.NotFound,
        "No bucket '{bucket}' was found.",
        "Check the name. 'aws cloudtrail describe-trails' shows the bucket of each trail as S3BucketName.");

    /// <summary>The bucket has no folder of the account.</summary>
    public static readonly ErrorText TrailFolderNotFound = new(
        "TrailFolderNotFound", ProblemKind.NotFound,
        "Bucket '{bucket}' has no CloudTrail files of account {account} under '{prefix}'.",
        "Check the bucket and -TrailPrefix: the prefix is what precedes 'AWSLogs/' in the keys of the files. Check that the trail logs the "
        + "account.");

    /// <summary>Folders of the bucket could not be listed.</summary>
    public static readonly ErrorText TrailFoldersUnread = new(
        "TrailFilesUnread", ProblemKind.Read,
        "{count} folders of bucket '{bucket}' could not be listed: {reason}. The folders are {list}.",
        RestIsRead + "Allow s3:ListBucket on the bucket.");

    /// <summary>Files of the trail could not be downloaded.</summary>
    public static readonly ErrorText TrailFilesUnread = new(
        "TrailFilesUnread", ProblemKind.Read,
        "{count} files in bucket '{bucket}' could not be read: {reason}. The files are {list}.",
        RestIsRead + "Allow s3:GetObject on the files, and kms:Decrypt on the key if the trail encrypts them.");

    /// <summary>Files of the trail no longer exist.</summary>
    public static readonly ErrorText TrailFilesGone = new(
        "TrailFilesUnread", ProblemKind.NotFound,
        "{count} files in bucket '{bucket}' were deleted while the trail was read. The files are {list}.",
        RestIsRead + "A lifecycle rule may delete old files: use -After to read newer ones.");

    /// <summary>Files of the trail are archived.</summary>
    public static readonly ErrorText TrailFilesArchived = new(
        "TrailFilesArchived", ProblemKind.Read,
        "{count} files in bucket '{bucket}' are archived, and cannot be read before they are restored. The files are {list}.",
        RestIsRead + "Restore the files, or use -After to read newer ones.");

    /// <summary>Files of the trail are damaged.</summary>
    public static readonly ErrorText TrailFilesDamaged = new(
        "TrailFilesDamaged", ProblemKind.Read,
        "{count} files in bucket '{bucket}' are damaged: {reason}. The files are {list}.",
        RestIsRead + "The records before the damage were read too. 'aws cloudtrail validate-logs' shows whether files were changed.");

    /// <summary>Nothing more could be read.</summary>
    public static readonly ErrorText TrailReadStopped = new(
        "TrailReadStopped", ProblemKind.Authentication,
        "Reading bucket '{bucket}' stopped: {reason} Not read, or not completely: {list}.",
        "Remove the cause, and run the command again. What was read before is reported, and marked incomplete.");

    /// <summary>Records of event history are not valid.</summary>
    public static readonly ErrorText HistoryRecordsDamaged = new(
        "HistoryRecordsDamaged", ProblemKind.Read,
        "{count} records of the event history are not valid JSON, in regions {list}.",
        RestIsRead + "Run the command again.");

    /// <summary>A name for Athena is not valid.</summary>
    public static readonly ErrorText AthenaNameInvalid = new(
        "AthenaNameInvalid", ProblemKind.InvalidInput,
        "'{name}' is not a name of an Athena {what}.",
        "Use letters, digits and underscores, at most 255, without quotation marks. Specify the database with -AthenaDatabase.");

    /// <summary>The table does not have CloudTrail's columns.</summary>
    public static readonly ErrorText AthenaTableUnfit = new(
        "AthenaTableUnfit", ProblemKind.InvalidInput,
        "Table '{table}' lacks columns of a table of CloudTrail records: {columns}.",
        "-ShowTableDefinition prints the definition of a table that has them.");

    /// <summary>The table has no column for the function.</summary>
    public static readonly ErrorText AthenaTableWithoutFunctions = new(
        "AthenaTableWithoutFunctions", ProblemKind.InvalidInput,
        "Table '{table}' has no field inScopeOf in its column userIdentity, so its records do not tell which function made a call.",
        "Calls are attributed by the name of the session instead. -ShowTableDefinition prints the definition of a table that has the "
        + "field.");

    /// <summary>The query failed.</summary>
    public static readonly ErrorText AthenaQueryFailed = new(
        "AthenaQueryFailed", ProblemKind.Service,
        "The Athena query {query} ended with state {state}: {reason}",
        "The reason is Athena's own. Check the table's definition and location, and the permissions of the caller for AWS Glue, the bucket "
        + "of the trail and the bucket of the results.");

    /// <summary>Rows of the results are not valid.</summary>
    public static readonly ErrorText AthenaRowsDamaged = new(
        "AthenaRowsDamaged", ProblemKind.Read,
        "{count} rows of the results of Athena query {query} are not valid.",
        RestIsRead + "Compare the table's definition with the one that -ShowTableDefinition prints.");

    /// <summary>The results have more rows than are read.</summary>
    public static readonly ErrorText AthenaRowsUnread = new(
        "AthenaRowsUnread", ProblemKind.Read,
        "The results of Athena query {query} have more than {count} rows. The others were not read.",
        "Choose fewer functions or a shorter period with -After and -Before.");

    /// <summary>Records have more resources than the query reads.</summary>
    public static readonly ErrorText AthenaResourcesCut = new(
        "AthenaResourcesCut", ProblemKind.Read,
        "{count} kinds of calls have records with more than {most} resources. The query reads the first {most} of them.",
        "Read the trail's files with -Trail for all resources.");

    /// <summary>IAM could not tell when roles last used services.</summary>
    public static readonly ErrorText LastAccessedFailed = new(
        "LastAccessedUnread", ProblemKind.Service,
        "IAM could not collect when {count} roles last used each service: {reason}. The roles are {list}.",
        "Run the command again. The records of CloudTrail are not affected.");

    /// <summary>IAM did not complete the jobs in time.</summary>
    public static readonly ErrorText LastAccessedTimedOut = new(
        "LastAccessedUnread", ProblemKind.Service,
        "IAM did not complete the last accessed information of {count} roles within {minutes} minutes. The roles are {list}.",
        "Run the command again. The records of CloudTrail are not affected.");

    /// <summary>A file does not contain usage.</summary>
    public static readonly ErrorText InvalidUsageFile = new(
        "InvalidUsageFile", ProblemKind.InvalidInput,
        "The file '{path}' does not contain usage that Get-LambdaRoleUsage returned: {reason}",
        "Save the usage with Export-LambdaRoleReport -Format Json, or with ConvertTo-Json -Depth 6.");
}
