using ControlPlane.Architecture.Tests.Planted.Tables.Agents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlPlane.Architecture.Tests.Planted.Tables.Agents
{
    internal sealed class StoredAgent
    {
        public required Guid Id { get; init; }
    }

    internal sealed class AgentTables : IEntityTypeConfiguration<StoredAgent>
    {
        public void Configure(EntityTypeBuilder<StoredAgent> builder) => builder.ToTable("planted_agents");
    }

    internal static class ReadsOwnTable
    {
        public const string Sql = "SELECT id FROM planted_agents";
    }
}

namespace ControlPlane.Architecture.Tests.Planted.Tables.Runs
{
    internal static class AsksForeignTable
    {
        public static Task<int> CountAsync(DbContext db) => db.Set<StoredAgent>().CountAsync();
    }

    internal static class JoinsForeignTable
    {
        public static string Sql(string columns) =>
            $"SELECT {columns} FROM planted_runs r JOIN planted_agents a ON a.id = r.agent_id";
    }

    internal static class CopiesForeignTable
    {
        public const string Sql = "COPY planted_agents FROM STDIN";
    }

    internal static class ReadsForeignTableInSmallLetters
    {
        public static string Sql() => "select id from planted_agents";
    }

    internal static class OnlyTalks
    {
        public const string Address = "/planted_agents";
        public const string Words = "Everything else comes from planted_agents.";
        public const string Column = "SELECT r.planted_agents, count(*) AS planted_agents FROM planted_runs r";
    }
}

namespace ControlPlane.Architecture.Tests.Planted.Tables.Platform.Storage.Migrations
{
    internal static class MakesTables
    {
        public const string Sql = """
            CREATE TABLE planted_owned (id uuid);
            CREATE TABLE planted_steps (id uuid) PARTITION BY LIST (class);
            CREATE TABLE planted_steps_production PARTITION OF planted_steps FOR VALUES IN ('production');
            """;
    }
}
