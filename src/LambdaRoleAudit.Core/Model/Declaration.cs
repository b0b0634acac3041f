namespace LambdaRoleAudit.Model;

/// <summary>Where a template declares a function or a role.</summary>
public sealed record Declaration
{
    /// <summary>The format of the file.</summary>
    public required TemplateFormat Format { get; init; }

    /// <summary>The full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The path of the file as it is shown: relative to the current location, with slashes, if the file is below it.
    /// </summary>
    public string File { get => field ?? Path; init; }

    /// <summary>The line, from 1; 0 if the format has no lines, as the output of <c>terraform show -json</c>.</summary>
    public int Line { get; init; }

    /// <summary>The column, from 1, in characters; 0 if the format has no lines.</summary>
    public int Column { get; init; }

    /// <summary>The logical id (CloudFormation, SAM), the function's key (Serverless) or the address (Terraform).</summary>
    public required string Address { get; init; }

    /// <summary>The path of the CDK construct, from the metadata <c>aws:cdk:path</c>; null if there is none.</summary>
    public string? ConstructPath { get; init; }

    /// <summary>What stays the same if lines move: the file as it is shown, and the address.</summary>
    internal string Key => $"{File}#{Address}";

    /// <summary>Returns the place as compilers write it: path, line and column, and the address.</summary>
    public override string ToString() => VisibleText.Of(Line > 0 ? $"{File}:{Line}:{Column} {Address}" : $"{File} {Address}");
}
