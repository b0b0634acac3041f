using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads a service file of the Serverless Framework: which role each function has, and what the roles grant. Nothing is run, and nothing
/// but files in the service's folder is read.
/// </summary>
/// <remarks>
/// A function's name is <c>{service}-{stage}-{key}</c> unless it is given. The stage is chosen on the command line (<c>--stage</c>), also
/// if <c>provider.stage</c> has one, so it is not known from the file: such a function goes by its key.
/// </remarks>
public static class ServerlessReader
{
    /// <summary>True if a file is a Serverless service for AWS.</summary>
    public static bool IsServerless(MappingNode root)
    {
        if (root["service"] is null || root["provider"] is not { } provider) return false;
        return provider switch
        {
            MappingNode mapping => mapping["name"] is ScalarNode name
                ? name.Value == "aws" || (IsVariable(name) && root["functions"] is not null)
                : mapping["name"] is null && mapping.Entries.Any(entry => entry.IsMerge) && root["functions"] is not null,
            // "provider: aws" is the short form. A variable can be another cloud; its functions have no roles then.
            ScalarNode name => name.Value == "aws" || (IsVariable(name) && root["functions"] is not null),
            _ => false,
        };
    }

    /// <summary>Reads a service.</summary>
    /// <param name="text">The service file.</param>
    /// <param name="root">Its content.</param>
    /// <param name="nodes">
    /// Reads the files in the service's folder that it names with <c>${file(…)}</c>; null to read none, so that what they declare is
    /// reported as not read.
    /// </param>
    public static DeclaredStack Read(TemplateText text, MappingNode root, NodeReader? nodes = null)
    {
        var service = ServerlessService.Read(text, root, nodes);
        var roles = new ServerlessRoles(service);
        var settings = new ServerlessSettings(service, roles);
        var functions = ServerlessUnresolved.Settle(
            [.. service.Functions.Select(function => Declared(service, roles, settings, function)), .. Resources(service, roles)], service);
        List<DeclaredRole> declared = [.. new ServerlessDeclaredRoles(service, roles).All()];
        return new()
        {
            Path = text.Path,
            Format = TemplateFormat.Serverless,
            Functions = functions,
            Roles = declared,
            Shapes = settings.Shapes(),
            Problems = [.. service.Problems.DistinctBy(problem => problem.Message)],
            IsComplete = service.Problems.Count == 0,
            Text = text,
            Root = root,
        };
    }

    private static DeclaredFunction Declared(
        ServerlessService service, ServerlessRoles roles, ServerlessSettings settings, ServerlessFunction function) => new()
        {
            FunctionName = Plain(service.Scalar(service.Setting(function.Node, "name"))) ?? function.Key,
            Declaration = Place(function.Text, function.KeyNode),
            Roles = [roles.Of(function)],
            SettingsIn = _ => [settings.Of(function)],
            Node = function.Node,
            IsDeployedAs = Plain(service.Scalar(service.Setting(function.Node, "name"))) is null
                ? name => IsNameOf(service, function, name)
                : null,
        };

    /// <summary>
    /// True for <c>{service}-{stage}-{function}</c>, if only this function can have the name: a stage and a key can contain hyphens.
    /// </summary>
    /// <remarks>https://www.serverless.com/framework/docs/providers/aws/guide/functions</remarks>
    private static bool IsNameOf(ServerlessService service, ServerlessFunction function, string deployed)
    {
        var named = service.Root["service"];
        var beginning = service.Scalar(named is MappingNode mapping ? mapping["name"] : named);
        if (Plain(beginning) is not { Length: > 0 } plain) return false;
        var can = service.Functions.Where(one => service.Setting(one.Node, "name") is { } name
            ? Plain(service.Scalar(name)) is not { } written || written == deployed
            : deployed.Length > plain.Length + one.Key.Length + 2
                && deployed.StartsWith($"{plain}-", StringComparison.Ordinal)
                && deployed.EndsWith($"-{one.Key}", StringComparison.Ordinal));
        return can.ToList() is [var only] && only.Key == function.Key && service.Setting(function.Node, "name") is null;
    }

    /// <summary>The functions that the service declares in CloudFormation's form.</summary>
    private static IEnumerable<DeclaredFunction> Resources(ServerlessService service, ServerlessRoles roles)
    {
        var made = service.Functions.Select(function => function.LogicalId).ToHashSet(StringComparer.Ordinal);
        foreach (var id in service.Resources.Ids)
        {
            if (service.Resources.TypeOf(id) != "AWS::Lambda::Function" || made.Contains(id)) continue;
            var (key, node) = service.Resources[id]!.Value;
            var properties = service.Variables.Follow(node["Properties"]) as MappingNode;
            yield return new()
            {
                FunctionName = Plain(service.Scalar(properties?["FunctionName"])) ?? id,
                Declaration = Place(service.Files.TextOf(key), key),
                Roles = [roles.OfCloudFormation(properties?["Role"])],
                Node = node,
            };
        }
    }

    private static Declaration Place(TemplateText text, ScalarNode key) => new()
    {
        Format = TemplateFormat.Serverless, Path = text.Path, Line = key.Line, Column = key.Column, Address = key.Value,
    };

    private static string? Plain(string? text) =>
        text is null || text.Contains("${", StringComparison.Ordinal) ? null : text;

    private static bool IsVariable(ScalarNode node) => ServerlessVariable.Whole(node.Value) is not null;
}
