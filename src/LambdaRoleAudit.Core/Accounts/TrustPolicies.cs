using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Trust policies of execution roles (Lambda developer guide, "Defining Lambda function permissions with an execution role").
/// </summary>
public static class TrustPolicies
{
    /// <summary>Lambda's service principal, in every partition.</summary>
    public const string LambdaPrincipal = "lambda.amazonaws.com";

    /// <summary>Lambda@Edge's service principal. A function with replicas needs it in addition to Lambda's.</summary>
    public const string EdgePrincipal = "edgelambda.amazonaws.com";

    /// <summary>The trust policy that Lambda's documentation shows.</summary>
    public const string Lambda =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    /// <summary>
    /// Returns the same trust policy for functions of one account only. AWS does not document that Lambda sends aws:SourceAccount when it
    /// assumes an execution role.
    /// </summary>
    public static string ForAccount(string accountId) =>
        $$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"{{{accountId}}}" } } }]}""";

    /// <summary>Returns true if the trust policy lets Lambda assume the role, assuming that its conditions are met.</summary>
    public static bool TrustsLambda(PolicyDocument trust) => PolicyEvaluator.Evaluate(
        new PolicySet([trust]),
        new PolicyRequest("sts:AssumeRole", "*", RequestContext.Unknown, PolicyPrincipals.Service(LambdaPrincipal))).Verdict
        != PolicyVerdict.Denied;
}
