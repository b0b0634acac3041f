using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// A template as the account that its deployment makes, with stand-ins for what is known at deployment only. It holds the functions whose
/// roles the template declares; of other roles, nothing can be said.
/// </summary>
internal sealed class TemplateAccount
{
    /// <summary>Stands for policies that cannot be determined. Not a name that a policy can have.</summary>
    private const string Undetermined = "(undetermined)";

    private readonly Dictionary<string, (DeclaredRole Role, string Arn)> _roles = new(StringComparer.Ordinal);

    private TemplateAccount(StandIns standIns) => StandIns = standIns;

    /// <summary>The account.</summary>
    public Account Account { get; private set; } = null!;

    /// <summary>The stand-ins.</summary>
    public StandIns StandIns { get; }

    /// <summary>Makes an account.</summary>
    /// <param name="stack">The template.</param>
    /// <param name="uses">The functions, each with one of its roles.</param>
    /// <param name="isWide">What a value that is not known stands for: see <see cref="StandIns"/>.</param>
    public static TemplateAccount Of(
        DeclaredStack stack, IReadOnlyList<(DeclaredFunction Function, RoleUse Use)> uses, bool isWide)
    {
        var made = new TemplateAccount(new StandIns(isWide));
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var role in stack.Roles)
        {
            var (name, arn) = made.StandIns.AddRole(role.Address, role.Path);
            names[role.Address] = name;
            made._roles[role.Address] = (role, arn);
        }

        var inventory = new FunctionInventoryBuilder(_ => { });
        var details = new List<FunctionDetail>();
        foreach (var (function, use) in uses)
        {
            var read = new LambdaFunction
            {
                FunctionName = NameOf(function),
                FunctionArn = "",
                Role = made._roles[use.RoleAddress!].Arn,
                Region = "",
                AccountId = StandIns.AccountId,
                Version = LambdaFunction.Latest,
            };
            inventory.Add(read);
            details.Add(new FunctionDetail { Function = read, AreSettingsRead = false });
        }

        made.Account = new Account(new AccountData(inventory.Build())
        {
            Details = details,
            Roles = [.. stack.Roles.Select(role => made.RoleOf(role, names[role.Address]))],
            HasAllRoles = false,
            WhyNotAllRoles = "a template has only the roles that it declares.",
            IsFromFiles = true,
        });
        return made;
    }

    /// <summary>The name by which the account knows a function: unique within a template.</summary>
    public static string NameOf(DeclaredFunction function) => function.Declaration.Address;

    /// <summary>Returns what a rule says of a role, in the template's words.</summary>
    public string Explain(string evidence, DeclaredRole role)
    {
        var reasons = string.Join(' ', role.Unknown);
        return StandIns.Back(evidence
            .Replace(
                $"Policy {Undetermined} could not be read.",
                $"Its permissions depend on values that the template does not decide: {reasons}", StringComparison.Ordinal)
            .Replace(" could not be read.", " is not known from the template.", StringComparison.Ordinal));
    }

    private ExecutionRole RoleOf(DeclaredRole role, string name)
    {
        var trust = role.TrustPolicy is null ? null : StandIns.ReplaceIn(role.TrustPolicy);
        return new ExecutionRole
        {
            RoleName = name,
            RoleArn = _roles[role.Address].Arn,
            AccountId = StandIns.AccountId,
            Path = role.Path,
            Exists = true,
            TrustPolicy = trust,
            TrustsLambda = trust is null || Trusts(trust),
            InlinePolicies = [
                .. role.InlinePolicies.Concat(role.DeclaredPolicies)
                    .Select(policy => new RolePolicy(Symbol.Shown(policy.PolicyName), null, StandIns.ReplaceIn(policy.Document)))],
            AttachedPolicies = [.. role.ManagedPolicyArns.Select(Attached), .. Missing(role)],
            PermissionsBoundary = role.PermissionsBoundaryArn is not { } boundary ? null
                : role.PermissionsBoundaryDocument is { } document ? Attached(boundary) with { Document = StandIns.ReplaceIn(document) }
                : Attached(boundary),
            IsComplete = role.Unknown.Count == 0,
        };
    }

    /// <summary>Permissions that cannot be determined are a policy that could not be read.</summary>
    private static IEnumerable<RolePolicy> Missing(DeclaredRole role) =>
        role.Unknown.Count == 0 ? [] : [new RolePolicy(Undetermined, Undetermined, null)];

    private RolePolicy Attached(string arn)
    {
        var shown = Symbol.Shown(arn);
        return new RolePolicy(shown[(shown.LastIndexOf('/') + 1)..], shown, AwsManagedDocuments.DocumentOf(StandIns.Replace(arn)));
    }

    private static bool Trusts(string trust)
    {
        try
        {
            return TrustPolicies.TrustsLambda(PolicyDocument.Parse(trust));
        }
        catch (PolicyFormatException)
        {
            return true;
        }
    }
}
