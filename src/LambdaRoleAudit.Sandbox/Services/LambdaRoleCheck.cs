using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>Lambda's checks of an execution role before it accepts the role.</summary>
internal static partial class LambdaRoleCheck
{
    /// <summary>
    /// Checks a role as Lambda does, with Lambda's messages. Until a change in IAM has propagated, Lambda sees the previous state of the
    /// role.
    /// </summary>
    public static void Verify(SandboxState state, AccountState account, string? arn, JsonObject configuration)
    {
        if (arn is null || !RoleArns().IsMatch(arn))
            throw new AwsError(
                400, "ValidationException",
                $"1 validation error detected: Value '{arn}' at 'role' failed to satisfy constraint: Member must satisfy regular "
                + $"expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{{12}}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
        if (!arn.Contains($"::{account.AccountId}:", StringComparison.Ordinal))
            throw new AwsError(403, "AccessDeniedException", "Cross-account pass role is not allowed.");
        var role = account.FindRole(arn);
        if (role is null || role.CreateDate + state.IamDelay > state.Now || !Permissions.TrustsLambda(role))
            throw LambdaAnswers.Invalid("The role defined for the function cannot be assumed by Lambda.");
        if (configuration["VpcConfig"]?["SubnetIds"] is JsonArray { Count: > 0 })
            Verify("ec2:CreateNetworkInterface", "CreateNetworkInterface on EC2");
        if ((string?)configuration["DeadLetterConfig"]?["TargetArn"] is { Length: > 0 } target)
        {
            if (target.Contains(":sqs:", StringComparison.Ordinal)) Verify("sqs:SendMessage", "SendMessage on SQS");
            else Verify("sns:Publish", "Publish on SNS");
        }

        void Verify(string action, string words)
        {
            if (role.SettledAt > state.Now || !Permissions.Allows(account, role, action))
                throw LambdaAnswers.Invalid($"The provided execution role does not have permissions to call {words}");
        }
    }

    [GeneratedRegex(@"^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$")]
    private static partial Regex RoleArns();
}
