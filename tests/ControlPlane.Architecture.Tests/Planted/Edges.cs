using ControlPlane.Architecture.Tests.Planted.Edges.Agents;
using ControlPlane.Architecture.Tests.Planted.Edges.Runs;
using ControlPlane.Domain.Access;

namespace ControlPlane.Architecture.Tests.Planted.Edges
{
    internal static class Composition
    {
        public static Type[] Everybody => [typeof(RunFact), typeof(AgentFact)];
    }
}

namespace ControlPlane.Architecture.Tests.Planted.Edges.Access
{
    internal sealed class KnowsSomebody
    {
        public AgentFact? Agent { get; set; }
    }
}

namespace ControlPlane.Architecture.Tests.Planted.Edges.Agents
{
    internal sealed record AgentFact(string Name);

    internal static class AwaitsRun
    {
        public static async Task<string> NameAsync()
        {
            await Task.Yield();
            return RunFact.Latest().Name;
        }
    }

    internal static class CallsRunInLambda
    {
        public static Func<string> Name(int number) => () => RunFact.Latest().Name + number;
    }

    [System.ComponentModel.TypeConverter(typeof(RunFact))]
    internal static class DescribesRun;

    internal static class HoldsRuns
    {
        public static List<Dictionary<string, RunFact[]>> All { get; } = [];
    }

    internal static class UsesComposition
    {
        public static int Count => Composition.Everybody.Length;
    }
}

namespace ControlPlane.Architecture.Tests.Planted.Edges.Runs
{
    internal sealed record RunFact(string Name, AgentFact? Agent)
    {
        public static RunFact Latest() => new("latest", null);
    }
}

namespace ControlPlane.Architecture.Tests.Planted.Edges.Ingestion
{
    internal static class ReachesThroughRuns
    {
        public static AgentFact? Agent => RunFact.Latest().Agent;

        public static Type Anybody => typeof(Access.KnowsSomebody);

        public static Type Storage => typeof(Platform.Storage.KnowsRuns);
    }
}

namespace ControlPlane.Architecture.Tests.Planted.Edges.Platform.Storage
{
    internal static class KnowsRuns
    {
        public static Type Stored => typeof(RunFact);
    }

    internal static class KnowsDomain
    {
        public static Role Lowest => Role.Viewer;

        public static Role Parse(string text) => Enum.Parse<Role>(text);
    }
}
