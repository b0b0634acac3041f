using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>STS, API 2011-06-15: who is calling.</summary>
public sealed class StsService() : QueryService("sts", "https://sts.amazonaws.com/doc/2011-06-15/")
{
    protected override object?[] Handle(SandboxRequest request) => request.Operation switch
    {
        "GetCallerIdentity" =>
        [
            new XElement(Namespace + "Arn", request.Caller.UserArn(request.Account.Partition)),
            new XElement(Namespace + "UserId", "AIDASANDBOXSANDBOX00"),
            new XElement(Namespace + "Account", request.Account.AccountId),
        ],
        _ => throw UnknownOperation(request),
    };
}
