using System.Globalization;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>A function as ListFunctions writes it, about 1.2 KB as real ones are.</summary>
internal static class SampleFunction
{
    public static string Of(int i)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"svc-{i % 1000:000}-worker-{i:0000000}");
        var role = i % 3 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"service-role/team-{i % 997:00000}-lambda-role")
            : $"{name}-role";
        return $$$"""
            {"FunctionName":"{{{name}}}","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:{{{name}}}","Runtime":"python3.13","Role":"arn:aws:iam::123456789012:role/{{{role}}}","Handler":"app.lambda_handler","CodeSize":482113,"Description":"Part of {{{name}}}","Timeout":30,"MemorySize":256,"LastModified":"2026-05-04T10:11:12.000+0000","CodeSha256":"n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=","Version":"$LATEST","VpcConfig":{"SubnetIds":["subnet-0a1b2c3d4e5f60718","subnet-0f9e8d7c6b5a40312"],"SecurityGroupIds":["sg-0123456789abcdef0"],"VpcId":"vpc-0fedcba9876543210","Ipv6AllowedForDualStack":false},"Environment":{"Variables":{"STAGE":"prod","TABLE":"orders","QUEUE":"https://sqs.us-east-1.amazonaws.com/123456789012/orders"}},"TracingConfig":{"Mode":"PassThrough"},"RevisionId":"{{{new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)}}}","PackageType":"Zip","Architectures":["x86_64"],"EphemeralStorage":{"Size":512},"SnapStart":{"ApplyOn":"None","OptimizationStatus":"Off"},"LoggingConfig":{"LogFormat":"Text","LogGroup":"/aws/lambda/{{{name}}}"}}
            """;
    }
}
