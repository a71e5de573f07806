using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Printing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Tests.Parsing;

/// <summary>What roles get, and which words name them.</summary>
public sealed class RoleTests
{
    [Fact]
    public void Places_of_several_clauses_add_up()
    {
        var options = Options("ACCESS TO DATACENTERS {'a', 'b'} AND ACCESS FROM CIDRS {'x'} AND ACCESS TO DATACENTERS {'c', 'a'}");
        Assert.Equal(["a", "b", "c"], options.DataCenters!.Value);
        Assert.Equal(["x"], options.Cidrs!.Value);
        Assert.Equal([], Options("ACCESS TO ALL DATACENTERS AND ACCESS TO ALL DATACENTERS").DataCenters!.Value);
        Assert.Null(Options("LOGIN = true").DataCenters);
    }

    [Theory]
    [InlineData("ACCESS TO DATACENTERS {'a'} AND ACCESS TO ALL DATACENTERS", "DCs have already been set")]
    [InlineData("ACCESS TO ALL DATACENTERS AND ACCESS TO DATACENTERS {'a'}", "All has been set")]
    [InlineData("ACCESS FROM CIDRS {'a'} AND ACCESS FROM ALL CIDRS", "CIDR Groups have already been set")]
    [InlineData("ACCESS FROM ALL CIDRS AND ACCESS FROM CIDRS {'a'}", "All has been set")]
    public void All_and_some_do_not_go_together(string access, string problem)
    {
        var text = $"CREATE ROLE r WITH {access}";
        var refused = Assert.Throws<CqlException>(() => CqlParser.Parse(text));
        Assert.Equal($"Failed parsing statement: [{text}] reason: IllegalArgumentException {problem}", refused.Message);
    }

    [Fact]
    public void Permissions_are_kept_that_mean_something_there_each_once()
    {
        var grant = Assert.IsType<GrantPermissionsStatement>(CqlParser.Parse("GRANT SELECT, EXECUTE, SELECT ON TABLE t TO r").Statement);
        Assert.Equal([Permission.Select], grant.Permissions);
        var all = Assert.IsType<RevokePermissionsStatement>(CqlParser.Parse("REVOKE ALL ON TABLE t FROM r").Statement);
        Assert.Empty(all.Permissions);
    }

    /// <summary>Only a string can be empty.</summary>
    [Theory]
    [InlineData("CREATE ROLE ''")]
    [InlineData("ALTER ROLE '' WITH LOGIN = true")]
    [InlineData("DROP ROLE ''")]
    [InlineData("GRANT '' TO ''")]
    [InlineData("REVOKE '' FROM ''")]
    [InlineData("GRANT SELECT ON TABLE t TO ''")]
    [InlineData("REVOKE ALTER ON ROLE '' FROM ''")]
    [InlineData("LIST ROLES OF ''")]
    public void A_role_may_have_a_name_of_nothing(string text)
    {
        var statement = CqlParser.Parse(text).Statement;
        Assert.Equal(TreeText.Of(statement), TreeText.Of(CqlParser.Parse(CqlPrinter.Print(statement)).Statement));
    }

    private static RoleOptions Options(string text) =>
        Assert.IsType<CreateRoleStatement>(CqlParser.Parse($"CREATE ROLE r WITH {text}").Statement).Options;
}
