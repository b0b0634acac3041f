using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <content>IAM's report of when a role last used each service that its policies grant.</content>
public sealed partial class IamService
{
    private object?[] GenerateServiceLastAccessedDetails(SandboxRequest request)
    {
        var arn = Required(request, "Arn");
        if (request.Account.FindRole(arn) is null) throw new AwsError(404, "NoSuchEntity", $"ARN {arn} is not found.");
        var granularity = request.Form.GetValueOrDefault("Granularity", "SERVICE_LEVEL");
        if (granularity is not ("SERVICE_LEVEL" or "ACTION_LEVEL"))
            throw new AwsError(
                400, "ValidationError",
                $"1 validation error detected: Value '{granularity}' at 'granularity' failed to satisfy constraint: Member must satisfy "
                + "enum value set: [SERVICE_LEVEL, ACTION_LEVEL]");
        var job = new LastAccessedJob(Guid.NewGuid().ToString(), arn, granularity, state.Now);
        request.Account.LastAccessedJobs[job.Id] = job;
        return [new XElement(Namespace + "JobId", job.Id)];
    }

    private object?[] GetServiceLastAccessedDetails(SandboxRequest request)
    {
        var id = Required(request, "JobId");
        var job = request.Account.LastAccessedJobs.GetValueOrDefault(id)
            ?? throw new AwsError(404, "NoSuchEntity", $"Job {id} for current account is not found");
        var isDone = ++job.Polls > request.Account.LastAccessedPolls;
        object?[] head =
        [
            new XElement(Namespace + "JobStatus", isDone ? "COMPLETED" : "IN_PROGRESS"),
            new XElement(Namespace + "JobType", job.Granularity),
            new XElement(Namespace + "JobCreationDate", Time(job.Created)),
        ];
        if (!isDone) return [.. head, new XElement(Namespace + "ServicesLastAccessed"), new XElement(Namespace + "IsTruncated", "false")];
        return
        [
            .. head,
            new XElement(Namespace + "JobCompletionDate", Time(job.Created)),
            .. Page(request, "ServicesLastAccessed", ServicesOf(request.Account, job.Arn), service => service.ServiceNamespace,
                service => Describe(job, service)),
        ];
    }

    /// <summary>
    /// Returns the services that the role's policies allow, with the last use of each. IAM leaves out services that no policy allows, also
    /// if the role used them before.
    /// </summary>
    private static IEnumerable<ServiceLastAccessed> ServicesOf(AccountState account, string arn)
    {
        var known = account.LastAccessed.GetValueOrDefault(arn) ?? [];
        if (account.FindRole(arn) is not { } role) return [];
        var allowed = Permissions.AllowedServices(account, role);
        return known.Where(service => allowed.Contains(service.ServiceNamespace) || allowed.Contains("*"))
            .Concat(allowed.Where(name => name != "*" && known.All(service => service.ServiceNamespace != name))
                .Select(name => new ServiceLastAccessed(name, null, null, new Dictionary<string, DateTimeOffset?>())))
            .OrderBy(service => service.ServiceNamespace, StringComparer.Ordinal);
    }

    private XElement Describe(LastAccessedJob job, ServiceLastAccessed service) => new(
        Namespace + "member",
        new XElement(Namespace + "ServiceName", service.ServiceNamespace),
        new XElement(Namespace + "ServiceNamespace", service.ServiceNamespace),
        LastUse("LastAuthenticated", "LastAuthenticatedEntity", "LastAuthenticatedRegion", job, service.LastAuthenticated, service.Region),
        new XElement(Namespace + "TotalAuthenticatedEntities", service.LastAuthenticated is null ? 0 : 1),
        job.Granularity == "SERVICE_LEVEL" ? null : new XElement(
            Namespace + "TrackedActionsLastAccessed",
            service.Actions.OrderBy(action => action.Key, StringComparer.Ordinal).Select(action => new XElement(
                Namespace + "member",
                new XElement(Namespace + "ActionName", action.Key),
                LastUse("LastAccessedTime", "LastAccessedEntity", "LastAccessedRegion", job, action.Value, service.Region)))));

    private object?[] LastUse(string time, string entity, string place, LastAccessedJob job, DateTimeOffset? used, string? region) =>
        used is not { } at
            ? []
            :
            [
                new XElement(Namespace + entity, job.Arn),
                new XElement(Namespace + time, Time(at)),
                region is null ? null : new XElement(Namespace + place, region),
            ];
}
