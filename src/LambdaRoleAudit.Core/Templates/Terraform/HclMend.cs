using System.Security.Cryptography;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Plans the roles of one folder of .tf files. The labels that it gives are unique in each module.</summary>
/// <param name="folder">The folder.</param>
/// <param name="options">How the permissions are determined.</param>
internal sealed partial class HclMend(TerraformFolder folder, TemplateRepairOptions options)
{
    private readonly Dictionary<HclModule, IReadOnlyDictionary<string, HclRole>> _alone = [];
    private readonly Dictionary<HclModule, (string Path, HashSet<string> Labels, bool IsBegun)> _modules = [];
    private readonly Dictionary<HclFile, string> _hashes = [];
    private readonly HclReach _reach = new(folder.Root);
    private readonly HashSet<string> _names = folder.Roles.Values
        .Select(role => role.Item["name"] is { } name ? HclDocuments.Text(name, role.Scope, role.Instance) : null)
        .OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the step for a function.</summary>
    public LambdaTemplateRepairStep Step(DeclaredFunction declared, RoleUse use, LambdaTemplateRepairStep step)
    {
        var function = folder.Functions[declared.Declaration.Address];
        var role = use.RoleAddress is { } address ? folder.Roles.GetValueOrDefault(address) : null;
        try
        {
            return WhyNot(declared, function, use, role) is { } blocker
                ? throw new MendBlocked(blocker)
                : Edited(function, role!, step, Narrowed(declared, function, role!));
        }
        catch (MendBlocked e)
        {
            return step with { Blockers = [e.Issue], Snippet = Snippet(function, role, step.SourceRole), ProofReason = e.Issue.Message };
        }
    }

    /// <summary>What the function keeps of the role's policies; null for all of them.</summary>
    private HclNarrowing? Narrowed(DeclaredFunction declared, HclFunction function, HclRole role)
    {
        if (options.Narrow is null) return null;
        if (OthersOf(function) is { Length: > 0 } others) throw new MendBlocked(TerraformIssues.NarrowedForOthers(others));
        var module = role.Scope.Module!;
        if (!_alone.TryGetValue(module, out var alone)) _alone[module] = alone = HclNarrowing.Roles(module, folder.Root.RunFolder);
        return HclNarrowing.Of(declared, alone[$"aws_iam_role.{role.Item.Name}"], options.Narrow);
    }

    private string Snippet(HclFunction function, HclRole? role, string source)
    {
        var module = (role?.Scope ?? function.Scope).Module!;
        if (role is not null)
            return HclSnippets.OfFolder(role, function, new(
                role, function, (type, label) => Unused(module, type, label, take: false), name => IsTaken(name, take: false)));
        var unused = Unused(module, "aws_iam_role", $"{function.Item.Name}_role", take: false);
        return HclSnippets.OfImported(unused, function.Address, source);
    }

    private PlanIssue? WhyNot(DeclaredFunction declared, HclFunction function, RoleUse use, HclRole? role)
    {
        if (options.Strategy != RepairStrategy.Copy && options.Narrow is null)
            return TemplateIssues.StrategyNotSupported(options.Strategy);
        if ((role?.Scope.Module!.Unread ?? []).Concat(function.Scope.Module!.Unread).FirstOrDefault() is { } unread)
            return TerraformIssues.FilesNotRead(unread);
        if (HclLifecycle.IgnoresRole(function.Item)) return TerraformIssues.RoleChangesIgnored(function.Address);
        if (use.Tie == RoleTie.Unknown) return TerraformIssues.Unknown(use.Reason);
        if (role is null) return TerraformIssues.Imported(use.Key);
        if (declared.Roles.Count > 1) return TerraformIssues.Conditional(function.Address);
        if (role.Scope != function.Scope) return TerraformIssues.RoleInOtherModule(function.Address, role.Address);
        if (function.Instance.Index.Length > 0) return TerraformIssues.FunctionRepeated(function.Address);
        if (role.Instance.Index.Length > 0) return TerraformIssues.RoleRepeated(role.Address);
        if (role.Doubtful.Count > 0) return TerraformIssues.AttachmentDoubtful(role.Doubtful[0]);
        if (_reach.Taker(role) is { } taker) return TerraformIssues.GivenToModule(taker, role.Address);
        if (role.Attached.FirstOrDefault(one => !IsClear(one, role) || !CanFollow(one, role)) is { } unclear)
            return TerraformIssues.AttachmentUnclear(NameOf(unclear));
        return OwnPolicy(role) is { } own ? TemplateIssues.OwnIdentity(own, role.Address) : null;
    }

    /// <summary>
    /// A policy that limits the role by its own name. One that is computed when Terraform runs can do so if it is computed from the role.
    /// </summary>
    private static string? OwnPolicy(HclRole role) => OwnIdentity.PolicyWith(
            HclRoles.Declare(role) with { PermissionsBoundaryDocument = HclRoles.BoundaryOf(role) })
        ?? (role.Attached.FirstOrDefault(one => one.Item["policy"] is { } policy && HclDocuments.Of(policy, one.Scope, null) is null
            && HclRoleUses.IsReferred(one.Item.File, one.Item.Block, one.Attribute, role)) is { } own ? NameOf(own) : null);

    private static string NameOf(HclAttachment attachment) =>
        $"{attachment.Scope.Prefix}{attachment.Item.Block.Label(0)}.{attachment.Item.Name}";

    /// <summary>
    /// True if an attachment can be copied, or the role added to it. An aws_iam_policy_attachment is the only one for its policy in the
    /// whole account (documentation of the AWS provider), so a second one would undo the first: the new role is added to its list.
    /// </summary>
    private static bool IsClear(HclAttachment attachment, HclRole role) =>
        attachment.Scope == role.Scope && attachment.Item.Block.Label(0).StartsWith("aws_", StringComparison.Ordinal)
        && attachment.Item[attachment.Attribute] is { } value && (IsList(attachment)
            ? ItemOf(attachment, role) is not null
            : Own().IsMatch(value.Written) is false && value.Expression is HclReference or HclTemplate);

    /// <summary>
    /// True if the new role can have what the attachment gives: a narrowed policy is written with the provider of the role, and a copied
    /// list of exclusive policies must name the copies.
    /// </summary>
    private bool CanFollow(HclAttachment attachment, HclRole role) => options.Narrow is not null
        ? attachment.Item["provider"]?.Written == role.Item["provider"]?.Written
        : attachment.Item.Block.Label(0) != "aws_iam_role_policies_exclusive" || attachment.Item["policy_names"] is not { } names
            || (names.Expression is HclTuple list ? list.Items : [names.Expression]).All(item => item is HclTemplate { Literal: not null }
                || (item is HclReference { Steps: ["aws_iam_role_policy", var label, ..] }
                    && role.Attached.Any(one => one.Item.Block.Label(0) == "aws_iam_role_policy" && one.Item.Name == label)));

    private static bool IsList(HclAttachment attachment) => attachment.Item.Block.Label(0) == "aws_iam_policy_attachment";

    private static HclExpression? ItemOf(HclAttachment attachment, HclRole role)
    {
        var value = attachment.Item[attachment.Attribute]!;
        return (value.Expression as HclTuple)?.Items.FirstOrDefault(item =>
            HclRoleFinder.Find("aws_iam_role", value.With(item), attachment.Scope, null) is [var only]
            && (only.Address == role.Address || (only.Imported is not null && item is HclTemplate)));
    }

    private LambdaTemplateRepairStep Edited(HclFunction function, HclRole role, LambdaTemplateRepairStep step, HclNarrowing? narrowed)
    {
        var module = role.Scope.Module!;
        var label = (string type, string proposal) => Unused(module, type, proposal, take: true);
        var copy = new HclRoleCopy(role, function, label, name => IsTaken(name, take: true));
        var own = narrowed is null ? null : new HclNarrowedCopy(copy, role, function, narrowed, label);
        var lists = role.Attached.Where(one => IsList(one) && (narrowed is null || KeptBy(one, narrowed) is not null)).ToList();
        var listed = narrowed is null ? [] : lists.Select(one => KeptBy(one, narrowed)!).ToList();
        var blocks = own?.Blocks(listed) ?? copy.Blocks(role.Attached.Where(one => !IsList(one)));
        var target = $"aws_iam_role.{copy.Label}";
        var edits = new List<(HclFile File, TextSpan Span, string Text)>
        {
            (function.Item.File, function.Item["role"]!.Expression.Span, $"{target}.arn"),
        };
        foreach (var list in lists)
        {
            var end = ItemOf(list, role)!.Span.End;
            edits.Add((list.Item.File, new(end, end), $", {target}.name"));
        }

        edits.AddRange(own is null ? Dependencies(function, copy) : Dependencies(function, role, own));
        var (path, labels, isBegun) = Of(module);
        var lineEnd = function.Item.File.Text.LineEnd;
        var text = (isBegun ? lineEnd : "") + string.Join(lineEnd + lineEnd, blocks) + lineEnd;
        if (narrowed?.IsIn(module, path, text, copy.Label, listed) == false)
            throw new MendBlocked(TemplateNarrowingIssues.NotProven(role.Address));
        _modules[module] = (path, labels, true);
        return step with
        {
            TargetRole = role.Scope.Prefix + target,
            Proof = role.Unknown.Count == 0 ? "Proven" : "Unknown",
            ProofReason = role.Unknown.Count == 0 ? null : string.Join(' ', role.Unknown.Distinct(StringComparer.Ordinal)),
            FileHashes = edits.Select(edit => edit.File).Distinct().ToDictionary(file => file.Text.Path, HashOf, StringComparer.Ordinal),
            Edits =
            [
                .. edits.Select(edit => new TemplateEdit
                {
                    Path = edit.File.Text.Path, Offset = edit.Span.Start, OldText = edit.File.Written(edit.Span), NewText = edit.Text,
                }),
                new() { Path = path, Offset = 0, OldText = "", NewText = text, IsNewFile = true },
            ],
            Warnings =
            [
                .. Warnings(function, role, $"{role.Scope.Prefix}{target}"), .. Late(function, role, copy, own, lists),
                .. narrowed?.Warnings ?? [],
            ],
        };
    }

    /// <summary>The managed policy that a list attaches, if the function keeps it; null otherwise.</summary>
    private static string? KeptBy(HclAttachment list, HclNarrowing narrowed)
    {
        if (narrowed.ManagedPolicyArns.Count == 0 || list.Item["policy_arn"] is not { } arn) return null;
        // A second attachment of the policy would undo the list's, so it must be known which policy it is.
        var text = HclDocuments.Text(arn, new() { Module = list.Scope.Module, Effort = new() }, null)
            ?? throw new MendBlocked(TerraformIssues.AttachmentUnclear(NameOf(list)));
        return narrowed.ManagedPolicyArns.Contains(text, StringComparer.Ordinal) ? text : null;
    }

    /// <summary>The policies of the shared role for which the function waits, with the places that say so.</summary>
    private static List<(HclReference Item, HclAttachment Attachment)> Waited(HclFunction function, HclRole role) =>
    [
        .. from item in (function.Item["depends_on"]?.Expression as HclTuple)?.Items.OfType<HclReference>() ?? []
           from attachment in role.Attached.Where(one => item.Steps is [var type, var label, ..]
               && type == one.Item.Block.Label(0) && label == one.Item.Name).Take(1)
           select (item, attachment),
    ];

    /// <summary>A function that waits for policies of its role waits for the narrowed ones, too.</summary>
    private static IEnumerable<(HclFile File, TextSpan Span, string Text)> Dependencies(
        HclFunction function, HclRole role, HclNarrowedCopy own)
    {
        var waited = Waited(function, role);
        if (waited.Count == 0) yield break;
        var end = waited[^1].Item.Span.End;
        var names = own.Dependencies([.. waited.Select(one => one.Attachment.Item)]);
        if (string.Concat(names.Select(one => $", {one}")) is { Length: > 0 } added)
            yield return (function.Item.File, new(end, end), added);
    }

    /// <summary>A function that waits for the policies of its role waits for those of the new one, too.</summary>
    private static IEnumerable<(HclFile File, TextSpan Span, string Text)> Dependencies(HclFunction function, HclRoleCopy copy)
    {
        if (function.Item["depends_on"]?.Expression is not HclTuple list) yield break;
        foreach (var item in list.Items.OfType<HclReference>())
        {
            var copied = copy.Copied.FirstOrDefault(one => item.Steps is [var type, var label, ..] && type == one.Type && label == one.Old);
            if (copied.New is not null)
                yield return (function.Item.File, new(item.Span.End, item.Span.End), $", {copied.Type}.{copied.New}");
        }
    }

    /// <summary>The policies that Terraform can attach after it has moved the function.</summary>
    private static IEnumerable<PlanIssue> Late(
        HclFunction function, HclRole role, HclRoleCopy copy, HclNarrowedCopy? own, IReadOnlyList<HclAttachment> lists)
    {
        var waited = Waited(function, role).Select(one => one.Attachment.Item).ToList();
        var names = waited.Select(item => $"{item.Block.Label(0)}.{item.Name}").ToHashSet(StringComparer.Ordinal);
        var late = (own?.Late(waited)
                ?? copy.Copied.Where(one => !names.Contains($"{one.Type}.{one.Old}")).Select(one => $"{one.Type}.{one.New}"))
            .Concat(lists.Select(one => $"{one.Item.Block.Label(0)}.{one.Item.Name}").Where(one => !names.Contains(one))).ToList();
        if (late.Count > 0) yield return TerraformIssues.AttachedLate(NameList.Few(late), late[0]);
    }

    private IEnumerable<PlanIssue> Warnings(HclFunction function, HclRole role, string target)
    {
        var uses = HclRoleUses.Of(role).Distinct(StringComparer.Ordinal).Take(6).ToList();
        if (uses.Count > 0)
        {
            yield return TerraformIssues.NamedElsewhere(
                string.Join(", ", uses.Take(5)) + (uses.Count > 5 ? " and others" : ""), role.Address, target);
        }

        if (HclRoleUses.Following(function).ToList() is { Count: > 0 } following)
            yield return TerraformIssues.RoleFollowed(NameList.Few(following), function.Address, role.Address, target);
        if (HclRoleUses.Aliases(function).ToList() is { Count: > 0 } aliases)
            yield return TerraformIssues.VersionsKeep(NameList.Few(aliases), role.Address);
        if (function.Item.Block.Body.OfType("vpc_config").Any()) yield return TerraformIssues.InVpc(role.Address);
        if (OthersOf(function) is { Length: > 0 } others) yield return TerraformIssues.ChangesOthers(others);
    }

    /// <summary>The functions of other instances of the module, which have the same text.</summary>
    private string OthersOf(HclFunction function)
    {
        var others = folder.Functions.Values.Where(one => one.Item == function.Item && one != function).Select(one => one.Address).ToList();
        return string.Join(", ", others.Take(5)) + (others.Count > 5 ? " and others" : "");
    }

    private string HashOf(HclFile file) => _hashes.TryGetValue(file, out var hash) ? hash
        : _hashes[file] = Convert.ToHexString(SHA256.HashData(file.Text.Encode(file.Text.Text))).ToLowerInvariant();

    private (string Path, HashSet<string> Labels, bool IsBegun) Of(HclModule module)
    {
        if (_modules.TryGetValue(module, out var known)) return known;
        var path = Path.Combine(module.Folder, "lambda_roles.tf");
        for (var number = 2; File.Exists(path) || Directory.Exists(path); number++)
            path = Path.Combine(module.Folder, FormattableString.Invariant($"lambda_roles_{number}.tf"));
        var labels = module.Resources.Select(item => $"{item.Block.Label(0)}.{item.Name}").ToHashSet(StringComparer.Ordinal);
        return _modules[module] = (path, labels, false);
    }

    private bool IsTaken(string name, bool take) => take ? !_names.Add(name) : _names.Contains(name);

    private string Unused(HclModule module, string type, string label, bool take)
    {
        var labels = Of(module).Labels;
        var unused = label;
        for (var number = 2; labels.Contains($"{type}.{unused}"); number++) unused = FormattableString.Invariant($"{label}_{number}");
        if (take) labels.Add($"{type}.{unused}");
        return unused;
    }

    [GeneratedRegex(@"\b(each|count)\.")]
    private static partial Regex Own();
}
