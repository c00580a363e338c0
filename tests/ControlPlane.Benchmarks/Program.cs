using ControlPlane.Benchmarks;

// Each measurement prints what was measured, the limit it is held against, and their ratio.
return args switch
{
    ["live-dashboards"] => await LiveDashboards.RunAsync(),
    ["open-dashboards", var address, var path, var count] => await OpenDashboards.RunAsync(
        new Uri(address),
        path,
        int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)
    ),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: ControlPlane.Benchmarks live-dashboards");
    return 2;
}
