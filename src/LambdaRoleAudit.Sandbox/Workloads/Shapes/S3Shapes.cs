using static LambdaRoleAudit.Sandbox.Workloads.CallShape;

namespace LambdaRoleAudit.Sandbox.Workloads.Shapes;

/// <summary>
/// S3 (S3 user guide, "Amazon S3 CloudTrail events", "Required permissions for Amazon S3 API operations"). CloudTrail writes ListObjects
/// for both versions of the operation, with the parameter list-type.
/// </summary>
internal static class S3Shapes
{
    private const string Type = "AWS::S3::Object";

    public static IReadOnlyList<CallShape> All { get; } =
    [
        One("s3.GetObject", s => OnObject(s, "GetObject", true, "s3:GetObject")),
        One("s3.GetObject.version", s => OnObject(s, "GetObject", true, "s3:GetObjectVersion", $$""","versionId":"v{{s.Item}}" """)),
        One("s3.HeadObject", s => OnObject(s, "HeadObject", true, "s3:GetObject")),
        One("s3.PutObject", s => OnObject(s, "PutObject", false, "s3:PutObject")),
        One("s3.DeleteObject", s => OnObject(s, "DeleteObject", false, "s3:DeleteObject")),
        One("s3.GetObjectTagging", s => OnObject(s, "GetObjectTagging", true, "s3:GetObjectTagging", ""","tagging":"" """)),
        One("s3.CreateMultipartUpload", s => OnObject(s, "CreateMultipartUpload", false, "s3:PutObject", ""","uploads":"" """)),
        One("s3.UploadPart", s => OnObject(s, "UploadPart", false, "s3:PutObject", ""","partNumber":"1","uploadId":"u" """)),
        One("s3.CompleteMultipartUpload", s => OnObject(s, "CompleteMultipartUpload", false, "s3:PutObject", ""","uploadId":"u" """)),
        One("s3.AbortMultipartUpload", s => OnObject(s, "AbortMultipartUpload", false, "s3:AbortMultipartUpload", ""","uploadId":"u" """)),
        One("s3.ListObjectsV2", s => OnBucket(s, "ListObjects", ""","list-type":"2","prefix":"in/" """)),
        One("s3.ListObjects", s => OnBucket(s, "ListObjects", ""","prefix":"in/","max-keys":"100" """)),
        One("s3.ListObjectsV2.name", s => OnBucket(s, "ListObjectsV2", ""","list-type":"2" """)),
        One("s3.HeadBucket", s => OnBucket(s, "HeadBucket", "")),
        One("s3.CopyObject", Copy),
        One("s3.DeleteObjects", s => OnBucket(s, "DeleteObjects", ""","delete":"" """) with
        {
            IsReadOnly = false,
            // The record does not have the keys.
            Needs = [new Need("s3:DeleteObject", $"{Arn(s)}/*")],
        }),
        One("s3.GetBucketLocation", s => new ApiCall(
            "s3", "GetBucketLocation", true, $$"""{"bucketName":"{{Bucket(s)}}","location":"","Host":"s3.amazonaws.com"}""",
            new Need("s3:GetBucketLocation", Arn(s)))
        {
            Resources = [new(Arn(s), "AWS::S3::Bucket")],
        }),
        new("s3.PutObject.kms", s =>
        [
            OnObject(s, "PutObject", false, "s3:PutObject", ""","x-amz-server-side-encryption":"aws:kms" """),
            SecretShapes.Kms(s, "GenerateDataKey", "kms:GenerateDataKey", $$"""{"keyId":"{{s.KeyArn}}","keySpec":"AES_256"}""") with
            {
                InvokedBy = "s3.amazonaws.com",
            },
        ]),
    ];

    private static string Bucket(CallScene s) => $"{s.Thing}-{s.AccountId}";

    private static string Arn(CallScene s) => $"arn:{s.Partition}:s3:::{Bucket(s)}";

    private static string Key(CallScene s) => FormattableString.Invariant($"in/{s.Item % 10}/{s.Item}.json");

    private static ApiCall OnObject(CallScene s, string name, bool isReadOnly, string action, string more = "") => new(
        "s3", name, isReadOnly,
        $$"""{"bucketName":"{{Bucket(s)}}","Host":"{{Bucket(s)}}.s3.{{s.Region}}.amazonaws.com","key":"{{Key(s)}}"{{more}}}""",
        new Need(action, $"{Arn(s)}/{Key(s)}", $"{Arn(s)}/*"))
    {
        DataType = Type,
        DataArn = $"{Arn(s)}/{Key(s)}",
        Resources = [new($"{Arn(s)}/{Key(s)}", Type), new(Arn(s), "AWS::S3::Bucket")],
    };

    private static ApiCall OnBucket(CallScene s, string name, string more) => new(
        "s3", name, true, $$"""{"bucketName":"{{Bucket(s)}}","Host":"{{Bucket(s)}}.s3.{{s.Region}}.amazonaws.com"{{more}}}""",
        new Need("s3:ListBucket", Arn(s)))
    {
        DataType = Type,
        DataArn = $"{Arn(s)}/",
        Resources = [new($"{Arn(s)}/", Type, "ARNPrefix"), new(Arn(s), "AWS::S3::Bucket")],
    };

    private static ApiCall Copy(CallScene s)
    {
        var source = $"source-{Bucket(s)}";
        var more = $$""","x-amz-copy-source":"{{source}}/{{Key(s)}}" """;
        var call = OnObject(s, "CopyObject", false, "s3:PutObject", more);
        return call with
        {
            Needs =
            [
                .. call.Needs,
                new Need("s3:GetObject", $"arn:{s.Partition}:s3:::{source}/{Key(s)}", $"arn:{s.Partition}:s3:::{source}/*"),
            ],
        };
    }
}
