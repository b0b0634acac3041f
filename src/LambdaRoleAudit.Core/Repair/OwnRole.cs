using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Finds out whether a function already runs under a role of its own.</summary>
internal static class OwnRole
{
    /// <summary>Returns true if the function has a role that any repair created for it.</summary>
    /// <param name="iam">The account.</param>
    /// <param name="watch">Reads again for a while what IAM may not show yet.</param>
    /// <param name="detail">The function.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    public static async Task<bool> IsOnItAsync(
        IIamApi iam, RoleWatch watch, FunctionDetail detail, CancellationToken cancellationToken)
    {
        if (!RoleReference.TryParse(detail.Function.Role, out var reference)) return false;
        var isOwn = false;
        ProblemException? unread = null;
        // Another run may have created the role a moment ago, and a part of IAM does not have it, or its policies, yet.
        await watch.PersistsAsync(async () =>
        {
            unread = null;
            try
            {
                var roles = await new ExecutionRoleReader(iam, problem => throw new ProblemException(problem)).ReadEachAsync(
                    [reference], cancellationToken).ConfigureAwait(false);
                if (roles is not [{ Exists: true } role]) return "It does not exist.";
                isOwn = RepairedRole.OwnOf(role, detail.Function.FunctionArn) is not null;
                return null;
            }
            catch (ProblemException e) when (e.InnerException is AwsCallException { Kind: AwsErrorKind.NotFound })
            {
                unread = e;
                return e.Message;
            }
        }, reference.RoleName, cancellationToken).ConfigureAwait(false);
        return unread is null ? isOwn : throw unread;
    }
}
