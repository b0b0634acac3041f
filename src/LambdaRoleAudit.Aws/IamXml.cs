using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws;

/// <summary>Reads IAM's XML: by local names, whatever the namespace.</summary>
internal static class IamXml
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreWhitespace = true };

    /// <summary>The answer's root element.</summary>
    /// <exception cref="XmlException">It is no answer of the Query protocol.</exception>
    public static XElement Load(Stream body)
    {
        using var reader = XmlReader.Create(body, Settings);
        var root = XElement.Load(reader);
        return root.Name.LocalName.EndsWith("Response", StringComparison.Ordinal) ? root : throw new XmlException($"The answer is a <{root.Name.LocalName}>, not one of IAM's.");
    }

    /// <summary>The element that holds the operation's result.</summary>
    public static XElement Result(Stream body) =>
        Load(body).Elements().FirstOrDefault(element => element.Name.LocalName.EndsWith("Result", StringComparison.Ordinal)) ?? throw new XmlException("The answer holds no result.");

    /// <summary>The one thing that the result holds.</summary>
    public static XElement Only(Stream body, string name) => Element(Result(body), name) ?? throw Missing(name);

    public static XElement? Element(XElement parent, string name) => parent.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    public static IEnumerable<XElement> Elements(XElement parent, string name) => parent.Elements().Where(element => element.Name.LocalName == name);

    /// <summary>The members of a list that is there, if only empty.</summary>
    public static IEnumerable<XElement> Members(XElement parent, string list) => Elements(Element(parent, list) ?? throw Missing(list), "member");

    public static string? Text(XElement parent, string name) => Element(parent, name)?.Value;

    public static string Required(XElement parent, string name) => Text(parent, name) is { Length: > 0 } text ? text : throw Missing(name);

    /// <summary>A policy document: "URL-encoded compliant with RFC 3986" (IAM API reference).</summary>
    public static string Document(XElement parent, string name) => Uri.UnescapeDataString(Required(parent, name));

    /// <summary>The default version's document, of a policy in GetAccountAuthorizationDetails.</summary>
    public static string DefaultDocument(XElement policy) => Document(
        Members(policy, "PolicyVersionList").FirstOrDefault(version => Text(version, "IsDefaultVersion") == "true") ?? throw Missing("PolicyVersionList"), "Document");

    /// <summary>A role, of GetRole, CreateRole, ListRoles or GetAccountAuthorizationDetails.</summary>
    public static RoleRecord Role(XElement role)
    {
        var used = Element(role, "RoleLastUsed");
        return new RoleRecord
        {
            RoleName = Required(role, "RoleName"),
            Arn = Required(role, "Arn"),
            Path = Required(role, "Path"),
            RoleId = Required(role, "RoleId"),
            TrustPolicy = Document(role, "AssumeRolePolicyDocument"),
            CreateDate = Time(role, "CreateDate"),
            Description = Text(role, "Description"),
            MaxSessionDuration = int.TryParse(Text(role, "MaxSessionDuration"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
            PermissionsBoundaryArn = Element(role, "PermissionsBoundary") is { } boundary ? Text(boundary, "PermissionsBoundaryArn") : null,
            Tags = (Element(role, "Tags")?.Elements() ?? []).ToDictionary(tag => Required(tag, "Key"), tag => Text(tag, "Value") ?? "", StringComparer.Ordinal),
            LastUsed = used is null ? null : Time(used, "LastUsedDate"),
            IsLastUseRead = used is not null,
            LastUsedRegion = used is null ? null : Text(used, "Region"),
            SourceRoleTemplate = Element(role, "SourceRoleTemplate") is { } template
                ? new SourceRoleTemplate(Required(template, "TemplateArn"), int.TryParse(Text(template, "TemplateMinorVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var minor) ? minor : null)
                : null,
            InlinePolicies = Element(role, "RolePolicyList") is null ? null
                : [.. Members(role, "RolePolicyList").Select(policy => (Required(policy, "PolicyName"), Document(policy, "PolicyDocument")))],
            AttachedPolicyArns = Element(role, "AttachedManagedPolicies") is null ? null
                : [.. Members(role, "AttachedManagedPolicies").Select(policy => Required(policy, "PolicyArn"))],
            InstanceProfiles = Element(role, "InstanceProfileList") is null ? null
                : [.. Members(role, "InstanceProfileList").Select(profile => Required(profile, "InstanceProfileName"))],
        };
    }

    private static DateTimeOffset? Time(XElement parent, string name) =>
        DateTimeOffset.TryParse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static XmlException Missing(string name) => new($"The answer holds no {name}.");
}
