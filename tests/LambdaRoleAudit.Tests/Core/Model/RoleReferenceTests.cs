using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Core.Model;

public sealed class RoleReferenceTests
{
    private const string Orders = "arn:aws:iam::123456789012:role/app/orders";

    [Theory]
    [InlineData("orders", "orders", "orders")]
    [InlineData("orders", "Orders", "orders")]
    [InlineData("orders", Orders, Orders)]
    [InlineData(Orders, "orders", Orders)]
    [InlineData("arn:aws:iam::123456789012:role/orders", "arn:aws:iam::123456789012:role/Orders", "arn:aws:iam::123456789012:role/orders")]
    [InlineData("arn:aws:iam::123456789012:role/orders", "arn:aws:iam::210987654321:role/orders", null)]
    [InlineData("orders", "order", null)]
    public void A_name_and_its_ARN_are_one_role_and_the_ARN_says_more(string first, string second, string? one) =>
        Assert.Equal(one, RoleReference.One([Parse(first), Parse(second)])?.ToString());

    [Fact]
    public void A_name_does_not_make_one_role_of_two_accounts() => Assert.Null(RoleReference.One(
        [Parse("orders"), Parse(Orders), Parse("arn:aws:iam::210987654321:role/app/orders")]));

    [Fact]
    public void Nothing_is_no_role() => Assert.Null(RoleReference.One([]));

    private static RoleReference Parse(string text)
    {
        Assert.True(RoleReference.TryParse(text, out var reference));
        return reference;
    }
}
