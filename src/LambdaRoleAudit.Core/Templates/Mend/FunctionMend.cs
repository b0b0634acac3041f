using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Plans the role of one function.</summary>
internal sealed class FunctionMend(MendContext context, DeclaredFunction function, RoleUse use, TemplateRepairOptions options)
{
    private readonly List<PlanIssue> _warnings = [];
    private RoleCopy? _copy;
    private bool _isRetained;

    /// <summary>The edit after which SAM generates an equal role; null if the function gets a copied one.</summary>
    public TemplateEdit? Generated { get; init; }

    /// <summary>The number of resources that the edits add.</summary>
    public int NewResources { get; private set; }

    private string Function => function.Declaration.Address;

    private string Target => _copy?.LogicalId ?? SamPolicyEdit.RoleOf(Function);

    /// <summary>Returns the step: with edits, or blocked with a snippet.</summary>
    public LambdaTemplateRepairStep Plan()
    {
        var step = new LambdaTemplateRepairStep
        {
            FunctionName = function.FunctionName,
            Declaration = function.Declaration,
            SourceRole = use.Key.Length > 0 ? use.Key : "(unknown)",
            Strategy = options.Strategy,
            Proof = "Unknown",
            ProofReason = "The step has no edits.",
        };
        try
        {
            // Before the copies, which could take much memory.
            if (context.Size > TemplateLimits.Bytes)
                throw new MendBlocked(TemplateIssues.TemplateTooLarge(context.Size, TemplateLimits.Bytes));
            if (options.Strategy != RepairStrategy.Copy && options.Narrow is null)
                throw new MendBlocked(TemplateIssues.StrategyNotSupported(options.Strategy));
            var (edits, proofReason) = Edits();
            context.Size += edits.Sum(edit => edit.NewText.Length - edit.OldText.Length);
            NewResources = 1 + (_copy?.PolicyCopies.Count ?? 0);
            return step with
            {
                TargetRole = Target,
                Proof = proofReason is null ? "Proven" : "Unknown",
                ProofReason = proofReason,
                FileHashes = context.FileHashes,
                Edits = edits,
                Warnings = _warnings,
            };
        }
        catch (MendBlocked e)
        {
            var issue = e.Issue.Id == "PlaceUnusual" && context.Layout.HasOnlyReturns ? TemplateIssues.LineEnds() : e.Issue;
            return step with { Blockers = [issue], Snippet = Snippet(), ProofReason = issue.Message };
        }
    }

    private (List<TemplateEdit> Edits, string? ProofReason) Edits()
    {
        if (options.Blocks?.Invoke(function) is { } issue) throw new MendBlocked(issue);
        if (function.Declaration.ConstructPath is { } construct)
            throw new MendBlocked(TemplateIssues.GeneratedByCdk(construct, Role()?.Declaration.ConstructPath));
        if (use.Tie == RoleTie.Unknown) throw new MendBlocked(TemplateIssues.Unknown(use.Reason));
        if (use.Tie == RoleTie.Imported) throw new MendBlocked(TemplateIssues.Imported(use.Key));
        if (use.Tie == RoleTie.Generated || (use.RoleAddress is { } made && IsGenerated(made)))
            throw new MendBlocked(TemplateIssues.Generated(use.RoleAddress ?? use.Key));
        if (context.ResourceOf(Function) is not { } declared || declared.Value.Target != function.Node)
            throw new MendBlocked(TemplateIssues.FromMacro(Function));
        if ((function.Node as MappingNode)?["Properties"] is MappingNode written && written.EntryOf("Fn::Transform") is not null)
            throw new MendBlocked(TemplateIssues.FromMacro(Function));
        if (context.ResourceOf(use.RoleAddress) is not { } source) throw new MendBlocked(TemplateIssues.RoleNotInResources(use.Key));
        var role = source.Key.Value;
        if (function.Roles.Count > 1 || (use.Node is not null && HasIf(declared)))
            throw new MendBlocked(TemplateIssues.Conditional(use.Node?.Line ?? function.Declaration.Line));
        if (LoopNaming(role) is { } loop) throw new MendBlocked(TemplateIssues.RoleFromMacro(loop.Owner, loop.Scalar.Line));

        var name = ((source.Value.Target as MappingNode)?["Properties"] as MappingNode)?["RoleName"] is ScalarNode { Tag: null } named
            ? named.Value : null;
        if (Connectors.In(context) is { } connector) throw new MendBlocked(TemplateIssues.Connector(connector));
        if (Role() is { } own && OwnIdentity.PolicyWith(own) is { } limited)
            throw new MendBlocked(TemplateIssues.OwnIdentity(limited, role));
        if (!NamesById(role)) CheckNamedByText(source);
        var attachments = new RoleAttachments(context, role, name);
        if (options.Narrow is not null && (attachments.Spans.Count > 0 || Role() is { DeclaredPolicies.Count: > 0 }))
            throw new MendBlocked(TemplateIssues.NarrowingOutside(role));
        if (options.Narrow is null && Generated is not null && attachments.Spans.Count == 0)
        {
            List<TemplateEdit> change = [Generated, .. Retained(source)];
            Warn(source, attachments);
            return (change, null);
        }

        var narrowed = Narrowed();
        _copy = new RoleCopy(context, source, attachments, Function, ConditionOf(function.Node), narrowed);
        List<TemplateEdit> edits = [.. _copy.Edits(), .. FunctionRoleEdit.Of(context, declared, role, _copy), .. Retained(source)];
        if (narrowed is null)
        {
            var order = new PolicyOrder(context, declared, attachments, _copy.PolicyCopies, isKnown: Macros().Length == 0);
            edits.AddRange(order.Edits);
            if (order.Late.Count > 0) _warnings.Add(TemplateIssues.AttachedLate(NameList.Few(order.Late), Target));
        }

        Warn(source, attachments);
        return (edits, WhyUnproven(role));
    }

    /// <summary>True if the function's text has a reference to the role, so that CloudFormation creates the role first.</summary>
    private bool NamesById(string role) =>
        context.References.To(role).Any(one => one is { Section: "Resources" } && one.Owner == Function)
        || context.Names.TextsOf(use.Node).SelectMany(Symbol.AllIn)
            .Any(shown => shown == role || shown.StartsWith($"{role}.", StringComparison.Ordinal));

    /// <summary>
    /// A role that the function names by text can be missing if the function is there, and can need the function. The new role is named by
    /// a reference, so it must be there, and before the function.
    /// </summary>
    private void CheckNamedByText(MappingEntry source)
    {
        var role = source.Key.Value;
        if (ConditionOf(source.Value.Target) is { } condition && ConditionOf(function.Node) is var own && own != condition)
        {
            var values = new Dictionary<string, bool>(StringComparer.Ordinal) { [condition] = false };
            if (own is not null) values[own] = true;
            if (context.Stack.CanHold?.Invoke(values) != false)
                throw new MendBlocked(TemplateIssues.NamedOnCondition(Function, role, condition));
        }

        if (context.Dependencies.MayDepend(role, Function)) throw new MendBlocked(TemplateIssues.RoleNeedsFunction(Function, role));
        // The new role waits for what the shared one waits for.
        context.Dependencies.Add(Function, role);
    }

    private static string? ConditionOf(TemplateNode? resource) => ((resource as MappingNode)?["Condition"] as ScalarNode)?.Value;

    private TemplateNarrowing? Narrowed()
    {
        if (options.Narrow is null) return null;
        var narrowed = Role() is { } role
            ? options.Narrow(function, role)
            : throw new MendBlocked(TemplateIssues.RoleNotInResources(use.Key));
        if (narrowed.Blockers.Count > 0) throw new MendBlocked(narrowed.Blockers[0]);
        _warnings.AddRange(narrowed.Warnings);
        return narrowed;
    }

    private DeclaredRole? Role() => context.Stack.Roles.FirstOrDefault(role => role.Address == use.RoleAddress);

    /// <summary>True for a role that SAM makes for another function.</summary>
    private bool IsGenerated(string role) => context.ResourceOf(role) is null
        && context.Stack.Functions.Any(other => other.Roles.Any(one => one.Tie == RoleTie.Generated && one.RoleAddress == role));

    private static bool HasIf(MappingEntry declared) =>
        ((declared.Value.Target as MappingNode)?["Properties"] as MappingNode)?["Role"] is { } value
        && NodeWalk.All(value).Any(node => node.Tag == "!If" || node is MappingNode mapping && mapping.IsOwn("Fn::If"));

    /// <summary>A loop that names the role can make policies for it, which a new role would not have.</summary>
    private RoleReference? LoopNaming(string role) => context.References.To(role).FirstOrDefault(
        reference => reference.Section == "Resources" && reference.Owner.StartsWith("Fn::", StringComparison.Ordinal));

    private void Warn(MappingEntry source, RoleAttachments attachments)
    {
        var role = source.Key.Value;
        var target = Target;
        if (RoleUses.Of(context, source, target, attachments) is { Count: > 0 } uses)
            _warnings.Add(TemplateIssues.NamedElsewhere(NameList.Few(uses), role, target));
        foreach (var policy in RoleUses.PoliciesNaming(context, role, attachments))
            _warnings.Add(TemplateIssues.NamesItself(policy, role, target));
        if (IsInVpc()) _warnings.Add(TemplateIssues.InVpc(role, _isRetained, NameList.Few([.. Deleted(attachments)])));
        if (FunctionVersions.Of(context, function) is { Count: > 0 } versions)
            _warnings.Add(TemplateIssues.VersionsKeep(NameList.Few(versions), role));
        if (Macros() is { Length: > 0 } macros) _warnings.Add(TemplateIssues.Macro(macros));
    }

    /// <summary>The network interfaces of a function in a VPC need the shared role after the deployment.</summary>
    private IReadOnlyList<TemplateEdit> Retained(MappingEntry source)
    {
        if (!IsInVpc()) return [];
        var retention = new RoleRetention(context, source);
        _isRetained = retention.IsRetained;
        return retention.Edits;
    }

    /// <summary>The policies of the shared role that CloudFormation deletes with the stack, although the role stays.</summary>
    private IEnumerable<string> Deleted(RoleAttachments attachments) => attachments.Names
        .Concat(Role()?.DeclaredPolicies.Select(policy => Symbol.Alone(policy.PolicyName) ?? Symbol.Shown(policy.PolicyName)) ?? [])
        .Distinct(StringComparer.Ordinal)
        .Where(policy => context.ResourceOf(policy)?.Value.Target is not MappingNode resource
            || resource["DeletionPolicy"] is not ScalarNode { Tag: null, Value: "Retain" or "RetainExceptOnCreate" });

    private bool IsInVpc() => (function.Node?["Properties"] as MappingNode)?["VpcConfig"] is not null
        || ((context.Layout.Root["Globals"] as MappingNode)?["Function"] as MappingNode)?["VpcConfig"] is not null;

    private string Macros()
    {
        var transforms = context.Layout.Root["Transform"] switch
        {
            ScalarNode one => [one.Value],
            SequenceNode list => list.Items.Select(item => item.Target is ScalarNode one ? one.Value : "AWS::Include"),
            MappingNode => ["AWS::Include"],
            _ => Enumerable.Empty<string>(),
        };
        return string.Join(", ", transforms.Where(name => !KnownTransform(name)));
    }

    /// <summary>AWS's own transforms, which leave IAM roles of the template as they are.</summary>
    private static bool KnownTransform(string name) => name is "AWS::LanguageExtensions" or "AWS::CodeDeployBlueGreen"
        || name.StartsWith("AWS::Serverless-", StringComparison.Ordinal)
        || name.StartsWith("AWS::SecretsManager-", StringComparison.Ordinal);

    /// <summary>The copy has the text of the shared role, so the permissions are equal, unless some of it is not what it seems.</summary>
    private string? WhyUnproven(string role)
    {
        var reasons = new List<string>();
        if (_copy!.HasOtherDocuments)
            reasons.Add($"A policy of {role} names {role} itself. The copy of the policy names {_copy.LogicalId} in its place.");
        if (Macros() is { Length: > 0 } macros) reasons.Add(TemplateIssues.Macro(macros).Message);
        if (Role()?.Unknown is { Count: > 0 } unknown)
            reasons.Add($"Not all of {role} can be determined from the template: {string.Join(' ', unknown)}");
        return reasons.Count > 0 ? string.Join(' ', reasons) : null;
    }

    private string Snippet()
    {
        if (function.Declaration.ConstructPath is not null) return CdkSnippet.Of(context, function, Role());
        return new RoleSnippet(context, function, use, _copy?.LogicalId ?? context.Ids.Next(Function, "Role")).Text(
            _copy is { IsNarrowed: true } ? _copy : null, isNarrowing: options.Narrow is not null);
    }
}
