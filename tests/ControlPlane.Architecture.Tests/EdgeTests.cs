using ControlPlane.Architecture.Tests.Reading;
using ControlPlane.Architecture.Tests.Repository;
using ControlPlane.Architecture.Tests.Rules;

namespace ControlPlane.Architecture.Tests;

public sealed class EdgeTests
{
    private static readonly EdgeTable Small = new(
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["Access"] = [],
            ["Agents"] = [],
            ["Runs"] = ["Agents"],
            ["Ingestion"] = ["Runs"],
        },
        KnownToAll: "Access"
    );

    private static string Sources => Path.Combine(Product.Folder, "src", "ControlPlane.Server");

    [Fact]
    public void Capabilities_of_the_server_know_only_whom_they_may()
    {
        Assert.True(Product.Server.Types.Count > 200);
        Assert.Contains(Product.Server.Types, static type => type.Uses.Any(IsUseOfAgents) && type.Capability == "Runs");
        Nothing.In(CapabilityEdges.OfCode(Product.Server, EdgeTable.Server).Except());
    }

    [Fact]
    public void Capabilities_of_the_domain_know_only_whom_they_may()
    {
        Assert.True(Product.Domain.Types.Count > 100);
        Nothing.In(CapabilityEdges.OfCode(Product.Domain, EdgeTable.Domain).Except());
        Nothing.In(
            CapabilityEdges
                .OfRows(Product.Domain.Types.Select(static type => type.Capability), EdgeTable.Domain)
                .Except()
        );
    }

    [Fact]
    public void Platform_knows_no_capability()
    {
        Assert.True(Product.Server.Types.Count(static type => type.Capability == "Platform") > 50);
        Nothing.In(CapabilityEdges.OfPlatform(Product.Server, Product.Domain.Root).Except());
    }

    [Fact]
    public void Sources_name_only_capabilities_they_may_know()
    {
        Assert.True(SourceEdges.Files(Sources).Count() > 150);
        const string redaction =
            "what the API reports is redacted by the rules of telemetry, which Domain.Ingestion has";
        Nothing.In(
            SourceEdges
                .Violations(Sources, EdgeTable.Server)
                .Except(
                    new Allowed("Runs/ReportRedaction.cs", "Ingestion", redaction),
                    new Allowed("Runs/Api/ApiStepFacts.cs", "Ingestion", redaction),
                    new Allowed("Runs/Api/TolerantJson.cs", "Ingestion", redaction),
                    new Allowed("Runs/CompleteRun.cs", "Ingestion", redaction),
                    new Allowed("Runs/StartRun.cs", "Ingestion", redaction),
                    new Allowed("Agents/DiscoverAgents.cs", "Ingestion", redaction),
                    new Allowed("Redaction/TryRedaction.cs", "Ingestion", redaction)
                )
        );
    }

    [Fact]
    public void Every_capability_has_a_row_and_the_tables_have_no_cycle()
    {
        var folders = Places.Capabilities(Sources).ToArray();
        Assert.Contains("Runs", folders);
        Nothing.In(CapabilityEdges.OfRows(folders, EdgeTable.Server).Except());
        Nothing.In(EdgeTable.Server.Faults().Except());
        Nothing.In(EdgeTable.Domain.Faults().Except());
    }

    [Fact]
    public void An_edge_against_the_table_is_found_wherever_it_hides() =>
        Assert.Equal(
            [
                "Access.KnowsSomebody: Agents.AgentFact",
                "Agents.AwaitsRun: Runs.RunFact",
                "Agents.CallsRunInLambda: Runs.RunFact",
                "Agents.DescribesRun: Runs.RunFact",
                "Agents.HoldsRuns: Runs.RunFact",
                "Agents.UsesComposition: Composition",
            ],
            CapabilityEdges.OfCode(Product.Planted("Edges"), Small).Except()
        );

    [Fact]
    public void A_product_word_in_Platform_is_found() =>
        Assert.Equal(
            [
                "Platform.Storage.KnowsDomain: ControlPlane.Domain.Access.Role",
                "Platform.Storage.KnowsRuns: Runs.RunFact",
            ],
            CapabilityEdges.OfPlatform(Product.Planted("Edges"), Product.Domain.Root).Except()
        );

    [Fact]
    public void A_name_in_a_source_file_against_the_table_is_found()
    {
        using var planted = new PlantedFolder()
            .With("ServerApp.cs", "using ControlPlane.Server.Runs;")
            .With("_Imports.razor", "@using ControlPlane.Server.Agents")
            .With("Access/Pages/Early.razor", "@using ControlPlane.Domain.Runs")
            .With("Agents/Late.cs", "const string Topic = ControlPlane.Server.Runs.RunTopics.All;")
            .With("Ingestion/Fine.cs", "using ControlPlane.Server.Agents;\nusing ControlPlane.Server.Access;");

        Assert.Equal(
            ["Access/Pages/Early.razor: Runs", "Agents/Late.cs: Runs", "_Imports.razor: Agents"],
            SourceEdges.Violations(planted.Path, Small).Except()
        );
    }

    [Fact]
    public void A_folder_without_a_row_is_found() =>
        Assert.Equal(
            ["Dreams: has no row in the table of edges"],
            CapabilityEdges.OfRows(["Runs", "Platform", "Dreams"], Small).Except()
        );

    [Fact]
    public void A_cycle_a_missing_row_and_an_edge_from_Access_are_found()
    {
        var faulty = new EdgeTable(
            new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["Access"] = ["Agents"],
                ["Agents"] = ["Runs"],
                ["Runs"] = ["Versions"],
                ["Versions"] = ["Agents", "Nobody"],
            },
            KnownToAll: "Access"
        );

        Assert.Equal(
            [
                "Access: is known to all and must know nobody",
                "Agents: can reach itself",
                "Runs: can reach itself",
                "Versions: can reach itself",
                "Versions: knows Nobody, which has no row",
            ],
            faulty.Faults().Except()
        );
    }

    [Fact]
    public void An_exception_that_excuses_nothing_is_reported() =>
        Assert.Equal(
            ["Runs.Gone: no longer needs its exception for Agents.Agent"],
            new[] { new Finding("Runs.RunTables", "Agents.Agent") }.Except(
                new Allowed("Runs.RunTables", "Agents.Agent", "foreign key"),
                new Allowed("Runs.Gone", "Agents.Agent", "foreign key")
            )
        );

    private static bool IsUseOfAgents(TypeUse use) => use.IsUnder(Product.Server.Root + ".Agents");
}
