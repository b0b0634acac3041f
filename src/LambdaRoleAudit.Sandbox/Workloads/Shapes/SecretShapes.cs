using static LambdaRoleAudit.Sandbox.Workloads.CallShape;

namespace LambdaRoleAudit.Sandbox.Workloads.Shapes;

/// <summary>
/// Secrets Manager, Parameter Store, KMS and STS. A secret's ARN ends with six random characters, which a call by name does not show
/// (Secrets Manager user guide). Calls to KMS for another service carry <c>invokedBy</c>, and the caller's role needs them.
/// </summary>
internal static class SecretShapes
{
    public static IReadOnlyList<CallShape> All { get; } =
    [
        One("secretsmanager.GetSecretValue.name", s => Secret(s, "GetSecretValue", true, s.Thing)),
        One("secretsmanager.GetSecretValue.arn", s => Secret(s, "GetSecretValue", true, SecretArn(s))),
        One("secretsmanager.GetSecretValue.partial", s => Secret(s, "GetSecretValue", true, s.Arn("secretsmanager", $"secret:{s.Thing}"))),
        One("secretsmanager.PutSecretValue", s => Secret(s, "PutSecretValue", false, SecretArn(s))),
        One("secretsmanager.DescribeSecret", s => Secret(s, "DescribeSecret", true, s.Thing)),
        new("secretsmanager.GetSecretValue.kms", s =>
        [
            Secret(s, "GetSecretValue", true, s.Thing),
            Kms(s, "Decrypt", "kms:Decrypt", $$$"""{"encryptionContext":{"SecretARN":"{{{SecretArn(s)}}}"}}""") with
            {
                InvokedBy = "secretsmanager.amazonaws.com",
            },
        ]),
        One("ssm.GetParameter", s => Parameters(s, "GetParameter", true, $$"""{"name":"/app/{{s.Thing}}"}""", $"/app/{s.Thing}")),
        One("ssm.GetParameter.noslash", s => Parameters(s, "GetParameter", true, $$"""{"name":"{{s.Thing}}"}""", $"/{s.Thing}") with
        {
            Resources = [],
        }),
        One("ssm.GetParameters", s => Parameters(
            s, "GetParameters", true, $$"""{"names":["/app/{{s.Thing}}","/app/{{s.Thing}}-2"]}""", $"/app/{s.Thing}", $"/app/{s.Thing}-2")),
        One("ssm.GetParametersByPath", s => Parameters(
            s, "GetParametersByPath", true, $$"""{"path":"/app/{{s.Thing}}","recursive":true}""", $"/app/{s.Thing}")),
        One("ssm.PutParameter", s => Parameters(
            s, "PutParameter", false, $$"""{"name":"/app/{{s.Thing}}","value":"HIDDEN_DUE_TO_SECURITY_REASONS"}""", $"/app/{s.Thing}")),
        new("ssm.GetParameter.secure", s =>
        [
            Parameters(s, "GetParameter", true, $$"""{"name":"/app/{{s.Thing}}","withDecryption":true}""", $"/app/{s.Thing}"),
            Kms(s, "Decrypt", "kms:Decrypt", """{"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}""") with { InvokedBy = "ssm.amazonaws.com" },
        ]),
        One("kms.Decrypt", s => Kms(s, "Decrypt", "kms:Decrypt", """{"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}""")),
        One("kms.GenerateDataKey", s => Kms(s, "GenerateDataKey", "kms:GenerateDataKey", $$"""{"keyId":"{{s.KeyArn}}"}""")),
        One("kms.Sign.alias", s => Kms(
            s, "Sign", "kms:Sign", $$"""{"keyId":"alias/{{s.Thing}}","signingAlgorithm":"RSASSA_PSS_SHA_256"}""")),
        One("sts.AssumeRole", s => new ApiCall(
            "sts", "AssumeRole", true, $$"""{"roleArn":"{{s.RoleArn($"team/{s.Thing}")}}","roleSessionName":"job-{{s.Item}}"}""",
            new Need("sts:AssumeRole", s.RoleArn($"team/{s.Thing}")))
        {
            Resources = [new(s.RoleArn($"team/{s.Thing}"), "AWS::IAM::Role")],
        }),
    ];

    /// <summary>Returns a call to KMS. For Decrypt, only <c>resources</c> names the key.</summary>
    public static ApiCall Kms(CallScene s, string name, string action, string parameters) => new(
        "kms", name, true, parameters, new Need(action, s.KeyArn))
    {
        Resources = [new(s.KeyArn, "AWS::KMS::Key")],
    };

    private static string SecretArn(CallScene s) => s.Arn("secretsmanager", $"secret:{s.Thing}-{Suffix(s)}");

    // Six letters and digits, the same for the same secret.
    private static string Suffix(CallScene s) => CallScene.Hex($"{s.Thing}/{s.Region}", 6);

    private static ApiCall Secret(CallScene s, string name, bool isReadOnly, string id) => new(
        "secretsmanager", name, isReadOnly, $$"""{"secretId":"{{id}}"}""",
        new Need($"secretsmanager:{name}", SecretArn(s), s.Arn("secretsmanager", $"secret:{s.Thing}-??????")));

    private static ApiCall Parameters(CallScene s, string name, bool isReadOnly, string parameters, params string[] names) => new(
        "ssm", name, isReadOnly, parameters,
        [.. names.Select(parameter => new Need($"ssm:{name}", s.Arn("ssm", $"parameter{parameter}")))])
    {
        // Parameter Store writes no type.
        Resources = [.. names.Select(parameter => new CallResource(s.Arn("ssm", $"parameter{parameter}"), null))],
    };
}
