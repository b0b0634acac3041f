namespace LambdaRoleAudit.Aws.Wire;

/// <summary>A service, in the terms of AWS's own model.</summary>
/// <param name="SigningName">The name in signatures and host names.</param>
/// <param name="ServiceId">The id in AWS_ENDPOINT_URL_… and in a profile's <c>services</c> section.</param>
/// <param name="ApiVersion">The API's version.</param>
/// <param name="Protocol">The protocol of the requests.</param>
/// <param name="IsGlobal">True if the service has one endpoint in the entire partition.</param>
/// <param name="TargetPrefix">The prefix of the operation in the header X-Amz-Target (Json).</param>
internal sealed record WireService(
    string SigningName, string ServiceId, string ApiVersion, WireProtocol Protocol, bool IsGlobal = false, string? TargetPrefix = null)
{
    public static readonly WireService Lambda = new("lambda", "Lambda", "2015-03-31", WireProtocol.RestJson);
    public static readonly WireService Iam = new("iam", "IAM", "2010-05-08", WireProtocol.Query, IsGlobal: true);
    public static readonly WireService Sts = new("sts", "STS", "2011-06-15", WireProtocol.Query);
    public static readonly WireService SignIn = new("signin", "Signin", "2023-01-01", WireProtocol.RestJson);
    public static readonly WireService Ec2 = new("ec2", "EC2", "2016-11-15", WireProtocol.Query);

    public static readonly WireService CloudTrail = new(
        "cloudtrail", "CloudTrail", "2013-11-01", WireProtocol.Json,
        TargetPrefix: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");

    /// <summary>S3's name and endpoint settings. The SDK's own client writes its requests.</summary>
    public static readonly WireService S3 = new("s3", "S3", "2006-03-01", WireProtocol.RestJson);

    public static readonly WireService Athena = new("athena", "Athena", "2017-05-18", WireProtocol.Json, TargetPrefix: "AmazonAthena");

    public static readonly WireService CloudWatch = new("monitoring", "CloudWatch", "2010-08-01", WireProtocol.Query);
}
