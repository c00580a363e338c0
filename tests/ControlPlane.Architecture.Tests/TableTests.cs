using ControlPlane.Architecture.Tests.Reading;
using ControlPlane.Architecture.Tests.Rules;

namespace ControlPlane.Architecture.Tests;

public sealed class TableTests
{
    /// <summary>Partitioned tables, which EF Core does not know.</summary>
    private static readonly Dictionary<string, string> HandMade = new(StringComparer.Ordinal)
    {
        ["steps"] = "Runs",
        ["step_contents"] = "Runs",
    };

    [Fact]
    public void Nobody_uses_entities_of_another_capability()
    {
        Assert.True(OwnTables.Entities(Product.Server).Count >= 13);
        Nothing.In(
            OwnTables
                .Violations(Product.Server)
                .Except(
                    new Allowed("Runs.RunTables", "Agents.Agent", "the foreign key of a run to its agent"),
                    new Allowed("Demonstration.DemonstrationTables", "Agents.Agent", "the foreign key to its agent")
                )
        );
    }

    [Fact]
    public void SQL_names_only_tables_of_its_own_capability()
    {
        Assert.True(OwnSql.Tables(Product.Server).Count >= 13);
        Assert.True(Product.Server.Types.SelectMany(static type => type.Texts).Count(OwnSql.IsSql) > 40);
        Nothing.In(
            OwnSql
                .Violations(Product.Server, HandMade)
                .Except(
                    new Allowed("Agents.AgentOverview", "runs", "read-only figures; Runs knows Agents, not vice versa"),
                    new Allowed("Agents.AgentQueries", "runs", "read-only: which discovered agents have a run"),
                    new Allowed("Agents.AgentUse", "runs", "read-only: runs and cost of agents by day"),
                    new Allowed("Redaction.RedactionQueries", "runs", "read-only: how much was redacted"),
                    new Allowed(
                        "Runs.Activity.AgentActivityQueries",
                        "agents",
                        "read-only: finds the agent by its slug"
                    ),
                    new Allowed("Agents.AgentFinder", "runs", "read-only: which discovered agents have a run"),
                    new Allowed("Agents.FleetQueries", "runs", "read-only figures of the fleet's board"),
                    new Allowed("Agents.FleetSql", "runs", "read-only figures of the fleet's board"),
                    new Allowed("Runs.RunFinder", "agents", "read-only join for the agent's name beside each run"),
                    new Allowed("Runs.RunQueries", "agents", "read-only join for the agent's name beside each run"),
                    new Allowed("Runs.RunList", "agents", "read-only join for the agent's name beside each run"),
                    new Allowed("Runs.RunFacets", "agents", "read-only join for the agents' names beside their counts")
                )
        );
    }

    [Fact]
    public void Every_table_made_by_hand_has_an_owner()
    {
        Assert.True(OwnSql.Made(Product.Server).Count() >= HandMade.Count);
        Nothing.In(OwnSql.Ownerless(Product.Server, HandMade).Except());
    }

    [Fact]
    public void A_foreign_entity_is_found() =>
        Assert.Equal(
            ["Runs.AsksForeignTable: Agents.StoredAgent"],
            OwnTables.Violations(Product.Planted("Tables")).Except()
        );

    [Fact]
    public void A_foreign_table_in_SQL_is_found_in_constants_literals_and_interpolations() =>
        Assert.Equal(
            [
                "Runs.CopiesForeignTable: planted_agents",
                "Runs.JoinsForeignTable: planted_agents",
                "Runs.ReadsForeignTableInSmallLetters: planted_agents",
            ],
            OwnSql.Violations(Product.Planted("Tables"), new Dictionary<string, string>()).Except()
        );

    [Fact]
    public void A_table_nobody_owns_is_found() =>
        Assert.Equal(
            ["Platform.Storage.Migrations.MakesTables: planted_steps"],
            OwnSql
                .Ownerless(
                    Product.Planted("Tables"),
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["planted_owned"] = "Runs" }
                )
                .Except()
        );
}
