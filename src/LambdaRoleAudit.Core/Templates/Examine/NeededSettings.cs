using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Templates;

/// <summary>What the settings of a declared function need, with marks for what is known at deployment only.</summary>
/// <param name="texts">The forms of the texts.</param>
internal sealed class NeededSettings(NeedTexts texts)
{
    private static readonly string[] Targets = ["sqs", "sns", "s3"];
    private static readonly string[] Sources = ["sqs", "dynamodb", "kinesis", "kafka", "mq"];

    /// <summary>Kinds of access settings that name a secret.</summary>
    private static readonly string[] Secrets = ["_AUTH", "_CA_CERTIFICATE"];

    /// <summary>Returns the permissions of the settings that all deployments have.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="unknown">Receives why some permissions are not known, as whole sentences.</param>
    public IEnumerable<RequiredPermission> Of(DeclaredSettings settings, ICollection<string> unknown)
    {
        foreach (var reason in settings.Unknown) unknown.Add(reason);
        var place = texts.Plain(
            $"{settings.Region ?? Symbol.Fixed("AWS::Region")}:{settings.AccountId ?? Symbol.Fixed("AWS::AccountId")}");
        var name = texts.Plain(settings.FunctionName);
        var detail = new FunctionDetail
        {
            Function = new LambdaFunction
            {
                FunctionName = name,
                FunctionArn = $"arn:aws:lambda:{place}:function:{name}",
                Role = "",
                Region = "",
                AccountId = StandIns.AccountId,
                Version = LambdaFunction.Latest,
            },
            IsInVpc = settings.IsInVpc,
            SubnetIds = [.. settings.SubnetIds.Select(texts.Plain)],
            SecurityGroupIds = [.. settings.SecurityGroupIds.Select(texts.Plain)],
            TracingMode = settings.TracingMode,
            DeadLetterTargetArn = Known(settings.DeadLetterTargetArn, Targets, "The dead-letter target", unknown),
            FileSystemArns =
                [.. settings.FileSystemArns.Select(one => Known(one, ["elasticfilesystem"], "The file system", unknown)).OfType<string>()],
            KmsKeyArn = settings.KmsKeyArn is { } key ? texts.Exact(key) : null,
            LogGroup = settings.LogGroup is { } group ? texts.Plain(group) : null,
            IsDurable = settings.IsDurable,
        };
        var needs = RequiredPermissions.Of(detail, [.. settings.Mappings.Select(mapping => Mapping(mapping, unknown))]);
        return settings.IsWithoutLogs ? [.. needs.Where(need => need.Sid is not ("LogGroup" or "LogStreams"))] : needs;
    }

    private EventSourceMapping Mapping(EventSourceMapping mapping, ICollection<string> unknown)
    {
        var access = new List<(string Type, string Uri)>();
        foreach (var (type, uri) in mapping.SourceAccess)
        {
            var isSecret = Secrets.Any(end => type.Contains(end, StringComparison.Ordinal));
            if (isSecret && Known(uri, ["secretsmanager"], "The secret of an event source", unknown) is not { } secret) continue;
            access.Add((type, isSecret ? texts.Exact(uri) : texts.Plain(uri)));
        }

        return mapping with
        {
            EventSourceArn = Known(mapping.EventSourceArn, Sources, "The event source", unknown),
            OnFailureArn = Known(mapping.OnFailureArn, Targets, "The destination for failed records", unknown),
            SourceAccess = access,
        };
    }

    /// <summary>Returns an ARN in exact form; null if its service is not known, or not one whose permissions are known.</summary>
    private string? Known(string? text, string[] services, string what, ICollection<string> unknown)
    {
        if (text is null) return null;
        var exact = texts.Exact(text);
        if (Arn.TryParse(exact, out var arn) && services.Contains(arn.Service, StringComparer.Ordinal)) return exact;
        unknown.Add(NeedTexts.HasMark(exact)
            ? $"{what} {Symbol.Shown(text)} is known at deployment only, and so is what it requires."
            : $"{what} {text} is not of a type whose permissions are known.");
        return null;
    }
}
