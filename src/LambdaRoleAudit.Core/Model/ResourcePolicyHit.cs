namespace LambdaRoleAudit.Model;

/// <summary>
/// A policy of a resource, or a grant of a KMS key, that treats the source role and a function's own role differently, and the patch that
/// makes it treat them alike. The module does not change policies of resources: their owners run the commands.
/// </summary>
public sealed record ResourcePolicyHit
{
    /// <summary>The kind of resource, for people: for example <c>S3 bucket</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>The resource's ARN.</summary>
    public required string ResourceArn { get; init; }

    /// <summary>The resource's region; empty for a role, which is in every region.</summary>
    public required string Region { get; init; }

    /// <summary>What the policy does to the function after the move.</summary>
    public required ResourcePolicyEffect Effect { get; init; }

    /// <summary>The statements, exactly as the policy has them; for a grant, the grant as JSON.</summary>
    public ItemList<string> Statements { get; init; } = [];

    /// <summary>
    /// True if the function used the resource, in the usage that the plan was created from; false if the usage shows that it did not; null
    /// if this is not known.
    /// </summary>
    public bool? IsUsed { get; init; }

    /// <summary>True if the function is not moved before the policy was changed.</summary>
    public bool IsWaiting => Verdict == ResourcePolicyVerdict.Waits;

    /// <summary>Why the function waits or does not. It is determined again before the function is moved.</summary>
    public required ResourcePolicyVerdict Verdict { get; init; }

    /// <summary>The verdict as a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The same statements, with the new role next to the source role. Empty if no patch helps.</summary>
    public ItemList<string> PatchedStatements { get; init; } = [];

    /// <summary>The complete policy with the patch. Null for a grant, and if no patch helps.</summary>
    public string? PatchedPolicy { get; init; }

    /// <summary>
    /// The AWS CLI commands that apply the patch. They succeed only after the new role was created. Empty if no patch helps.
    /// </summary>
    public ItemList<string> PatchCommands { get; init; } = [];

    /// <summary>The AWS CLI commands that take the patch away again.</summary>
    public ItemList<string> RemovalCommands { get; init; } = [];

    /// <summary>Returns the resource and what the policy does.</summary>
    public override string ToString() => VisibleText.Of(
        $"{ResourceType} {ResourceArn}: {Effect}{(IsWaiting ? ", waiting for a patch" : "")}");
}
