using ControlPlane.Architecture.Tests.Reading;
using ControlPlane.Architecture.Tests.Rules;

namespace ControlPlane.Architecture.Tests;

public sealed class KnowledgeTests
{
    private const string HttpContext = "Microsoft.AspNetCore.Http.HttpContext";

    [Fact]
    public void Pages_know_neither_the_database_nor_the_request()
    {
        Assert.True(Knowledge.Pages(Product.Server).Count(static page => page.IsComponent) > 40);
        Nothing.In(
            Knowledge
                .OfPages(Product.Server)
                .Except(
                    new Allowed("Platform.Layout.App", HttpContext, "the static document: cookies of theme and zone"),
                    new Allowed("Runs.Pages.RunsPage", HttpContext, "the static document: the cookie of its columns"),
                    new Allowed("Platform.Layout.LayoutFeature", HttpContext, "maps the pages and is none")
                )
        );
    }

    [Fact]
    public void Endpoints_do_not_know_the_database()
    {
        Assert.True(Knowledge.Endpoints(Product.Server).Count() >= 7);
        Nothing.In(
            Knowledge
                .OfEndpoints(Product.Server)
                .Except(
                    new Allowed(
                        "Ingestion.OtlpEndpoints",
                        "Npgsql.NpgsqlException",
                        "answers 503 to a database that is busy"
                    )
                )
        );
    }

    [Fact]
    public void Every_page_with_an_address_says_who_may_open_it()
    {
        Assert.True(PageAuthorization.Routed(Product.Server).Count() >= 7);
        Nothing.In(PageAuthorization.Violations(Product.Server).Except());
    }

    [Fact]
    public void A_page_that_knows_too_much_is_found() =>
        Assert.Equal(
            [
                $"Platform.Layout.BadFrame: {HttpContext}",
                "Runs.BadComponent: Npgsql.NpgsqlException",
                "Runs.Pages.BadPage: Npgsql.NpgsqlConnection",
                "Runs.Pages.BadSnapshot: Platform.Storage.PlantedDb",
            ],
            Knowledge.OfPages(Product.Planted("Screens")).Except()
        );

    [Fact]
    public void Endpoints_that_know_too_much_are_found() =>
        Assert.Equal(
            [
                "Runs.BadEndpoints: Platform.Storage.PlantedDb",
                "Runs.WorseEndpoints: Npgsql.NpgsqlCommand",
                "Runs.WorseEndpoints: Npgsql.NpgsqlDataSource",
            ],
            Knowledge.OfEndpoints(Product.Planted("Screens")).Except()
        );

    [Fact]
    public void A_page_that_does_not_say_who_may_open_it_is_found() =>
        Assert.Equal(
            [
                "Runs.Pages.BadPage: does not say who may open it",
                "Runs.Pages.OpenPage: is open to everybody",
                "Runs.Pages.VaguePage: asks for a sign-in and for no policy",
            ],
            PageAuthorization.Violations(Product.Planted("Screens")).Except()
        );
}
