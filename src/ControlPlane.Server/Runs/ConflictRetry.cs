using Npgsql;

namespace ControlPlane.Server.Runs;

/// <summary>
/// Runs a transaction again that PostgreSQL ended because it got in the way of another. Writers take rows in one order
/// where they can, but a merge learns only on its way which runs it needs.
/// </summary>
internal static class ConflictRetry
{
    private const int Attempts = 4;

    public static bool IsConflict(Exception failure) =>
        failure
            is PostgresException
            {
                SqlState: PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.UniqueViolation
            };

    public static async Task<T> RunAsync<T>(Func<Task<T>> transaction)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await transaction();
            }
            catch (PostgresException failure) when (attempt < Attempts && IsConflict(failure))
            {
                // The next attempt sees what the other has committed.
            }
        }
    }
}
