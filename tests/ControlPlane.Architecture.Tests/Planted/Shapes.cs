using Microsoft.AspNetCore.Components;

// The name of a library that is not referenced, so that using it can be planted.
namespace MediatR
{
    internal interface IMediator;
}

namespace ControlPlane.Architecture.Tests.Planted.Shapes.Runs
{
#pragma warning disable CA1852 // planted
    internal class OpenClass;

    internal static class Container
    {
        internal class Inner;

        internal static class TextUtils;
    }
#pragma warning restore CA1852

    internal abstract record AbstractFact;

    public sealed record PublicFact;

    public sealed record ShownFact(IReadOnlyList<ShownDetail> Details);

    public sealed record ShownDetail(string Name);

    public class PlantedComponent : ComponentBase
    {
        [Parameter]
        public ShownFact? Fact { get; set; }
    }

    internal static class RunManager;

    internal static class RunRepository;

    internal static class Database;

    internal interface ILonely;

    internal sealed class OnlyOne : ILonely;

    internal interface IKind;

    internal sealed class FirstKind : IKind;

    internal sealed class SecondKind : IKind;

    internal sealed record SendsAway(MediatR.IMediator Mediator);
}
