using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Errors;

/// <summary>Files with CloudTrail records that cannot be read.</summary>
public static class TrailFileErrors
{
    /// <summary>Files are damaged or cut off.</summary>
    public static readonly ErrorText TrailFilesDamaged = new(
        "TrailFilesDamaged", ProblemKind.InvalidInput,
        "{count} with CloudTrail records could not be read completely: {reason} Files: {files}. The records before the damage were used, "
        + "and the result is incomplete.",
        "Download the files again, and check that the download was complete.");

    /// <summary>Records of the functions are not valid.</summary>
    public static readonly ErrorText TrailRecordsDamaged = new(
        "TrailRecordsDamaged", ProblemKind.InvalidInput,
        "{count} could not be read, because they are not valid JSON. Files: {files}. The other records were used, and the result is "
        + "incomplete.",
        "Download the files again, or correct the program that wrote them.");

    /// <summary>No file has CloudTrail records.</summary>
    public static readonly ErrorText NoTrailRecords = new(
        "NoTrailRecords", ProblemKind.InvalidInput,
        "None of the files contains CloudTrail records.",
        "Specify files that CloudTrail delivered to S3 (.json.gz), their folder, or the output of 'aws cloudtrail lookup-events'.");

    /// <summary>No record is in the period.</summary>
    public static readonly ErrorText NoRecordsInPeriod = new(
        "NoRecordsInPeriod", ProblemKind.InvalidInput,
        "The files have no record in the period of -After and -Before.",
        "Specify another period, or the files of this period.");

    /// <summary>The description of a trail is not valid.</summary>
    public static readonly ErrorText TrailDescriptionInvalid = new(
        "TrailDescriptionInvalid", ProblemKind.InvalidInput,
        "The file '{path}' is not valid output of 'aws cloudtrail {command}': {reason}",
        "Export the file again. Without it, the result does not tell which calls the trail logs.");
}
