namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// How large an operation's answer can be. The numbers follow from AWS's documented sizes, with room: what is larger is not
/// AWS's answer, and is not read to its end. A page of a list that is larger is asked for again with fewer items
/// (<see cref="ListWalk"/>), so that the room need not be made for a thousand items that are all as large as can be.
/// </summary>
/// <param name="Bytes">The body's length. Nothing asks for compression, so it is the same before and after.</param>
/// <param name="Pages">How many pages a list can have; 1 for what is no list.</param>
internal sealed record AnswerBound(int Bytes, int Pages = 1)
{
    private const int KB = 1024;
    private const int MB = 1024 * KB;

    private static readonly Dictionary<string, AnswerBound> ByOperation = new(StringComparer.Ordinal)
    {
        // Lambda. A function's configuration: 4 KB of environment variables and 16 KB of container image settings (Lambda quotas),
        // 5 layers, 16 subnets, 5 security groups, ARNs and reasons: under 64 KB with escapes. A page has 50 at most; the smallest
        // that is asked for has 5. A region's number of functions and versions has no quota: a million.
        ["ListFunctions"] = new(1 * MB, Pages: 20_000),

        // With 50 tags of 128 and 256 characters (Lambda developer guide, "Using tags"), and a signed link to the code.
        ["GetFunction"] = new(256 * KB),
        ["UpdateFunctionConfiguration"] = new(256 * KB),

        // Ten filters of 4,096 characters (Lambda API reference, FilterCriteria and Filter), 22 source accesses of 200
        // (SourceAccessConfiguration), ARNs and topics: under 100 KB with escapes. 100 a page, 10 in the smallest.
        ["ListEventSourceMappings"] = new(1 * MB, Pages: 20_000),

        // A resource policy has 20 KB (Lambda quotas), and is written as a JSON text: up to six bytes a character.
        ["GetPolicy"] = new(256 * KB),

        // IAM (IAM user guide, "IAM and AWS STS quotas"): a trust policy of 8,192 characters, 10,240 of inline policies, 50 tags of
        // 128 and 256, a description of 1,000; documents are URL-encoded, up to three times as long, and white space in them does
        // not count against the quota.
        ["GetRole"] = new(256 * KB),
        ["CreateRole"] = new(256 * KB),
        ["GetRolePolicy"] = new(256 * KB),

        // IAM has a GetPolicy too: a policy without its document. A version has 6,144 characters; AWS's own policies are longer.
        ["GetPolicyVersion"] = new(1 * MB),

        // Up to 10,000 roles (quota "Roles in an account", raised as far as it goes). IAM may give fewer than it is asked for: ten.
        ["ListRoles"] = new(4 * MB, Pages: 1_000),

        // Roles with their policies and instance profiles, and as many managed policies with five versions each: under 100 KB an
        // item but for AWS's own policies. 1,000 a page, 10 in the smallest; 10,000 roles and as many policies.
        ["GetAccountAuthorizationDetails"] = new(8 * MB, Pages: 2_000),

        // Names and ARNs of at most 2,048 characters. 20 managed policies on a role (quota, raised as far as it goes); inline
        // policies have 10,240 characters together; an instance profile is listed with its role.
        ["ListAttachedRolePolicies"] = new(1 * MB, Pages: 100),
        ["ListRolePolicies"] = new(1 * MB, Pages: 100),
        ["ListInstanceProfilesForRole"] = new(1 * MB, Pages: 100),

        // Some thirty numbers, and answers that say no more than that it is done.
        ["GetAccountSummary"] = new(64 * KB),
        ["DeleteRole"] = new(64 * KB),
        ["AttachRolePolicy"] = new(64 * KB),
        ["DetachRolePolicy"] = new(64 * KB),
        ["PutRolePolicy"] = new(64 * KB),
        ["DeleteRolePolicy"] = new(64 * KB),
        ["TagRole"] = new(64 * KB),
        ["UntagRole"] = new(64 * KB),

        // STS and EC2: an identity; some forty regions with name, endpoint and status.
        ["GetCallerIdentity"] = new(64 * KB),
        ["DescribeRegions"] = new(256 * KB),

        // Sign-in: keys and tokens (AWS Sign-In API reference; a session token has no documented size, and real ones a few KB).
        ["CreateOAuth2Token"] = new(256 * KB),
    };

    /// <summary>What is read of an error's body, whatever its length: AWS's have a few hundred bytes.</summary>
    public const int ErrorBytes = 64 * KB;

    /// <summary>
    /// What the SDK calls for its credentials (AssumeRole, AssumeRoleWithWebIdentity, GetRoleCredentials, CreateToken): keys and
    /// tokens. "The size of the security token is not fixed" (STS API reference), and real ones have a few KB.
    /// </summary>
    public const int CredentialBytes = 256 * KB;

    /// <summary>The operation's bound: one without a bound is not called.</summary>
    /// <exception cref="KeyNotFoundException">None is known.</exception>
    public static AnswerBound Of(string operation) => ByOperation[operation];
}
