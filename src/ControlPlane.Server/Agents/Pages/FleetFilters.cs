namespace ControlPlane.Server.Agents.Pages;

/// <summary>Filters of the list of runs that say what the fleet's figures count.</summary>
internal static class FleetFilters
{
    public const string Failed = "status:failed,lost";
    public const string GoingOn = "status:running,waiting,stopping";

    public static string Of(string agent, string? more = null) =>
        more is null ? $"agent:{agent}" : $"agent:{agent} {more}";
}
