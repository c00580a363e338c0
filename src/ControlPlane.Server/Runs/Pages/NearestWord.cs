namespace ControlPlane.Server.Runs.Pages;

/// <summary>Finds what was meant by a word that is nearly one of those known.</summary>
internal static class NearestWord
{
    private const int MostSlips = 2;

    public static string? Of(string word, IEnumerable<string> known)
    {
        var best = known.MinBy(one => Distance(word, one));
        return best is not null && Distance(word, best) <= MostSlips ? best : null;
    }

    // How many letters have to be changed, added or taken away.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (left, above) = (i, i - 1);
            for (var j = 1; j <= other.Length; j++)
            {
                var next = Math.Min(Math.Min(row[j], left) + 1, above + (one[i - 1] == other[j - 1] ? 0 : 1));
                (above, row[j - 1], left) = (row[j], left, next);
            }

            row[other.Length] = left;
        }

        return row[other.Length];
    }
}
