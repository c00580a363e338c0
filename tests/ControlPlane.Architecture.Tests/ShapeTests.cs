using ControlPlane.Architecture.Tests.Reading;
using ControlPlane.Architecture.Tests.Rules;

namespace ControlPlane.Architecture.Tests;

public sealed class ShapeTests
{
    [Fact]
    public void Classes_are_sealed()
    {
        Assert.True(Product.Server.Types.Count > 200);
        Nothing.In(Shape.Open(Product.Server).Concat(Shape.Open(Product.Domain)).Except());
    }

    [Fact]
    public void Types_of_the_server_are_internal()
    {
        Assert.Contains(Product.Server.Types, static type => type.Definition.IsPublic);
        const string board = "a parameter of the overview's components reaches it through a field";
        Nothing.In(
            Shape
                .Public(Product.Server)
                .Except(
                    new Allowed("Agents.Fleet", "is public", board),
                    new Allowed("Agents.FleetScope", "is public", board),
                    new Allowed("Agents.SlowRun", "is public", board)
                )
        );
    }

    [Fact]
    public void Names_say_what_a_type_does()
    {
        Assert.True(Product.Domain.Types.Count > 100);
        Nothing.In(Shape.Names(Product.Server).Concat(Shape.Names(Product.Domain)).Except());
    }

    [Fact]
    public void Nothing_stands_between_a_caller_and_what_it_calls()
    {
        Assert.Contains(Product.Server.Types, static type => type.Definition.IsInterface);
        Nothing.In(Shape.LonelyInterfaces(Product.Server, Product.Domain).Except());
        Nothing.In(Shape.Libraries(Product.Server).Except());
    }

    [Fact]
    public void An_open_class_is_found_also_when_nested() =>
        Assert.Equal(
            ["Runs.Container.Inner: is not sealed", "Runs.OpenClass: is not sealed"],
            Shape.Open(Product.Planted("Shapes")).Except()
        );

    [Fact]
    public void A_public_type_that_no_component_shows_is_found() =>
        Assert.Equal(["Runs.PublicFact: is public"], Shape.Public(Product.Planted("Shapes")).Except());

    [Fact]
    public void A_name_that_says_nothing_is_found() =>
        Assert.Equal(
            [
                "Runs.Container.TextUtils: has a name that says nothing",
                "Runs.RunManager: has a name that says nothing",
                "Runs.RunRepository: has a name that says nothing",
            ],
            Shape.Names(Product.Planted("Shapes")).Except()
        );

    [Fact]
    public void An_interface_with_one_implementation_is_found() =>
        Assert.Equal(
            ["Runs.ILonely: has no second implementation"],
            Shape.LonelyInterfaces(Product.Planted("Shapes")).Except()
        );

    [Fact]
    public void A_mediator_is_found() =>
        Assert.Equal(["Runs.SendsAway: MediatR.IMediator"], Shape.Libraries(Product.Planted("Shapes")).Except());
}
