using System.Collections.Concurrent;
using Npgsql;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>
/// Makes the partitions of steps and their content before they are needed. Done in a transaction of its own: a
/// partition made inside the writing transaction would hold its lock on the parent until the commit.
/// </summary>
internal sealed class StepPartitions(NpgsqlDataSource database)
{
    private readonly ConcurrentDictionary<(string Class, DateOnly Day), bool> known = new();

    public async Task EnsureAsync(IEnumerable<(string Class, DateOnly Day)> partitions, CancellationToken cancellation)
    {
        foreach (var partition in partitions.Distinct().Where(partition => !known.ContainsKey(partition)))
        {
            await using var command = database.CreateCommand("SELECT ensure_step_partitions($1, $2)");
            command.Parameters.Add(new() { Value = partition.Class });
            command.Parameters.Add(new() { Value = partition.Day });
            await command.ExecuteNonQueryAsync(cancellation);
            known[partition] = true;
        }
    }

    /// <summary>Partitions may have been dropped: each is asked for again before it is used.</summary>
    public void Forget() => known.Clear();
}
