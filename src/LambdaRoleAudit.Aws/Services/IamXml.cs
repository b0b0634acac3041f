using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>
/// Reads the XML of the Query protocol by local names, whatever the namespace, and accepts only what AWS writes: an element that appears
/// twice, has the wrong type or cannot be read is an error, not a missing element.
/// </summary>
internal static class IamXml
{
    /// <summary>IAM nests up to ten levels (a policy's version in a policy, a role in an instance profile in a role).</summary>
    private const int Deepest = 32;

    /// <summary>A page of a thousand roles with fifty tags each has a third of this number.</summary>
    private const int MostElements = 500_000;

    /// <summary>IAM's API has about two hundred.</summary>
    private const int MostNames = 1_000;

    /// <summary>Each attribute has an equals sign. AWS writes one attribute, the namespace; texts can have some equals signs.</summary>
    private const int MostEqualsSigns = 200_000;

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreWhitespace = true };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the root element of the response. Names do not include their namespace.</summary>
    /// <param name="body">The response.</param>
    /// <param name="end">The end of the root element's name.</param>
    /// <exception cref="XmlException">The text is not a response of the protocol.</exception>
    public static XElement Load(Stream body, string end = "Response")
    {
        // A reader keeps all attributes of an element, however many there are.
        if (body is MemoryStream memory && memory.TryGetBuffer(out var whole) && whole.AsSpan().Count((byte)'=') > MostEqualsSigns)
            throw new XmlException("The response has more attributes than AWS writes.");

        var names = new Dictionary<string, XName>(StringComparer.Ordinal);
        XElement? root = null, open = null;
        var depth = 0;
        var elements = 0;
        using var reader = XmlReader.Create(body, Settings);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (++elements > MostElements) throw new XmlException("The response has more elements than AWS writes.");
                    var element = new XElement(NameOf(reader.LocalName));
                    if (open is null) root = element;
                    else open.Add(element);
                    if (reader.IsEmptyElement) break;
                    if (++depth > Deepest) throw new XmlException("The response is nested deeper than AWS writes.");
                    open = element;
                    break;
                case XmlNodeType.EndElement:
                    open = open!.Parent;
                    depth--;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    open!.Add(reader.Value);
                    break;
            }
        }

        return root is not null && root.Name.LocalName.EndsWith(end, StringComparison.Ordinal)
            ? root
            : throw new XmlException($"The response is a <{root?.Name.LocalName}>, not one of AWS's.");

        XName NameOf(string name)
        {
            if (names.TryGetValue(name, out var known)) return known;
            if (names.Count == MostNames) throw new XmlException("The response has more names than AWS writes.");
            return names[name] = XNamespace.None.GetName(name);
        }
    }

    /// <summary>Returns the element with the result of the operation.</summary>
    public static XElement Result(Stream body)
    {
        var results = Load(body).Elements().Where(element => element.Name.LocalName.EndsWith("Result", StringComparison.Ordinal)).Take(2)
            .ToList();
        return results is [var result] ? result : throw new XmlException("The response has no result.");
    }

    /// <summary>Returns the only element of the result.</summary>
    public static XElement Only(Stream body, string name) => Element(Result(body), name) ?? throw Missing(name);

    /// <summary>Returns an element; null if there is none.</summary>
    public static XElement? Element(XElement parent, string name)
    {
        XElement? found = null;
        foreach (var element in parent.Elements(name))
            found = found is null ? element : throw new XmlException($"The response has {name} twice.");
        return found;
    }

    /// <summary>Returns the elements of a list, all with the same name.</summary>
    public static IEnumerable<XElement> Elements(XElement list, string name) =>
        list.FirstNode is null || (list.HasElements && list.Elements().All(element => element.Name.LocalName == name))
            ? list.Elements()
            : throw new XmlException($"{list.Name.LocalName} in the response is not a list of {name}.");

    /// <summary>Returns the members of a list. The list must be present, but can be empty.</summary>
    public static IEnumerable<XElement> Members(XElement parent, string list) =>
        Elements(Element(parent, list) ?? throw Missing(list), "member");

    /// <summary>Returns the identity of a page's first item; null if the page is empty.</summary>
    public static string? First(XElement result) =>
        result.Elements().SelectMany(list => list.Elements("member")).FirstOrDefault() is { } first
            ? first.Element("Arn")?.Value ?? first.Value
            : null;

    /// <summary>Returns the text of an element.</summary>
    public static string Text(XElement element) =>
        element.HasElements ? throw new XmlException($"{element.Name.LocalName} in the response is not a string.") : element.Value;

    public static string? Text(XElement parent, string name) => Element(parent, name) is { } element ? Text(element) : null;

    public static string Required(XElement parent, string name) => Text(parent, name) is { Length: > 0 } text ? text : throw Missing(name);

    public static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new XmlException("A number in the response is not valid.");

    /// <summary>Returns a policy document: "URL-encoded compliant with RFC 3986" (IAM API reference).</summary>
    public static string Document(XElement parent, string name) => Decode(Required(parent, name));

    /// <summary>Returns the document of the default version of a policy in GetAccountAuthorizationDetails.</summary>
    public static string DefaultDocument(XElement policy) => Document(
        Members(policy, "PolicyVersionList").FirstOrDefault(version => Text(version, "IsDefaultVersion") == "true")
            ?? throw Missing("PolicyVersionList"), "Document");

    /// <summary>Returns a role from GetRole, CreateRole, ListRoles or GetAccountAuthorizationDetails.</summary>
    public static RoleRecord Role(XElement role)
    {
        var used = Element(role, "RoleLastUsed");
        var name = Required(role, "RoleName");
        var arn = Required(role, "Arn");
        if (!Arn.TryParseRole(arn, out var parsed) || parsed.RoleName != name)
            throw new XmlException($"Role {name} in the response has no ARN.");
        return new RoleRecord
        {
            RoleName = name,
            Arn = arn,
            Path = Required(role, "Path"),
            RoleId = Required(role, "RoleId"),
            TrustPolicy = Document(role, "AssumeRolePolicyDocument"),
            CreateDate = Time(role, "CreateDate"),
            Description = Text(role, "Description"),
            MaxSessionDuration = Text(role, "MaxSessionDuration") is { } seconds ? Number(seconds) : null,
            PermissionsBoundaryArn = Element(role, "PermissionsBoundary") is { } boundary ? Text(boundary, "PermissionsBoundaryArn") : null,
            Tags = Tags(role),
            LastUsed = used is null ? null : Time(used, "LastUsedDate"),
            IsLastUseRead = used is not null,
            LastUsedRegion = used is null ? null : Text(used, "Region"),
            SourceRoleTemplate = Element(role, "SourceRoleTemplate") is { } template
                ? new SourceRoleTemplate(
                    Required(template, "TemplateArn"),
                    int.TryParse(Text(template, "TemplateMinorVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
                        ? minor
                        : null)
                : null,
            InlinePolicies = Element(role, "RolePolicyList") is null ? null
                : [.. Members(role, "RolePolicyList")
                    .Select(policy => new InlinePolicy(Required(policy, "PolicyName"), Document(policy, "PolicyDocument")))],
            AttachedPolicyArns = Element(role, "AttachedManagedPolicies") is null ? null
                : [.. Members(role, "AttachedManagedPolicies").Select(policy => Required(policy, "PolicyArn"))],
            InstanceProfiles = Element(role, "InstanceProfileList") is null ? null
                : [.. Members(role, "InstanceProfileList").Select(profile => Required(profile, "InstanceProfileName"))],
        };
    }

    /// <summary>Returns a managed policy from GetPolicy or CreatePolicy.</summary>
    public static PolicyRecord Policy(XElement policy) => new()
    {
        Arn = Required(policy, "Arn"),
        PolicyId = Required(policy, "PolicyId"),
        DefaultVersionId = Required(policy, "DefaultVersionId"),
        AttachmentCount = Number(Required(policy, "AttachmentCount")),
        // Optional in IAM's model. DeletePolicy itself refuses to delete a permissions boundary.
        PermissionsBoundaryUsageCount = Text(policy, "PermissionsBoundaryUsageCount") is { } count ? Number(count) : 0,
        Tags = Tags(policy),
    };

    private static IReadOnlyDictionary<string, string> Tags(XElement parent) =>
        Element(parent, "Tags") is null ? new Dictionary<string, string>()
            : Members(parent, "Tags").ToDictionary(tag => Required(tag, "Key"), tag => Text(tag, "Value") ?? "", StringComparer.Ordinal);

    /// <summary>Decodes the escapes of RFC 3986. Bytes that are not UTF-8 would become a different text.</summary>
    private static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        try
        {
            var bytes = StrictUtf8.GetBytes(text);
            var length = 0;
            for (var i = 0; i < bytes.Length; i++)
            {
                var isEscape = bytes[i] == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1])
                    && char.IsAsciiHexDigit((char)bytes[i + 2]);
                bytes[length++] = isEscape ? (byte)((Digit(bytes[i + 1]) << 4) | Digit(bytes[i + 2])) : bytes[i];
                if (isEscape) i += 2;
            }

            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (ArgumentException e)
        {
            throw new XmlException("A policy document in the response is not UTF-8.", e);
        }

        static int Digit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
    }

    /// <summary>Returns a time in UTC; null if there is none.</summary>
    public static DateTimeOffset? Time(XElement parent, string name) => Text(parent, name) switch
    {
        null => null,
        var text when DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) => time,
        _ => throw new XmlException($"{name} in the response is not a time."),
    };

    private static XmlException Missing(string name) => new($"The response has no {name}.");
}
