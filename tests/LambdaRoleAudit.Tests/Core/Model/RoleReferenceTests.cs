using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Core.Model;

public sealed class RoleReferenceTests
{
    [Theory]
    [InlineData("orders", "orders", true)]
    [InlineData("orders", "Orders", true)]
    [InlineData("orders", "arn:aws:iam::123456789012:role/app/orders", true)]
    [InlineData("arn:aws:iam::123456789012:role/orders", "arn:aws:iam::123456789012:role/Orders", true)]
    [InlineData("arn:aws:iam::123456789012:role/orders", "arn:aws:iam::210987654321:role/orders", false)]
    [InlineData("orders", "order", false)]
    public void A_name_and_an_ARN_may_be_one_role(string one, string other, bool same)
    {
        Assert.True(RoleReference.TryParse(one, out var first) && RoleReference.TryParse(other, out var second)
            && first.MayBeSame(second) == same && second.MayBeSame(first) == same);
    }
}
