using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>
/// The cells that a session has to see done, by itself or by other processes, in the order of the grid. Hands out those that nobody works
/// on, and those whose owner is dead.
/// </summary>
/// <param name="folder">The sweep.</param>
/// <param name="open">The cells.</param>
/// <param name="watch">Judges who is dead.</param>
/// <param name="ended">Is told of each cell that another process has done.</param>
internal sealed class SweepQueue<TGame, TPair, TOptions>(
    SweepFolder<TGame, TPair, TOptions> folder,
    IReadOnlyList<SweepKey> open,
    HeartbeatWatch watch,
    Action<SweepCell> ended
)
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private readonly SortedDictionary<SweepKey, string> left = new(open.ToDictionary(key => key, key => key.ToString()), SweepKey.InGrid);

    /// <summary>How many cells are not done yet.</summary>
    public int Count => left.Count;

    /// <summary>Takes a cell; null when others work on all that are left.</summary>
    public (SweepKey Key, SweepClaim Claim)? Next()
    {
        Refresh();
        IReadOnlyDictionary<string, SweepClaim> claims = folder.Claims.Read();
        foreach ((SweepKey key, string name) in left)
        {
            claims.TryGetValue(name, out SweepClaim? held);
            if (held is null || watch.IsLost(held))
            {
                int number = 1 + Math.Max(held?.Number ?? 0, folder.FenceOf(key));
                if (folder.Claims.TryTake(name, number) is { } claim)
                {
                    return IsStillLeft(key, claim) ? (key, claim) : Next();
                }
            }
        }

        return null;
    }

    /// <summary>Takes note that a cell is done.</summary>
    public void Done(SweepKey key) => left.Remove(key);

    // Who finishes a cell journals it first and gives the claim away then.
    private bool IsStillLeft(SweepKey key, SweepClaim claim)
    {
        Refresh();
        if (left.ContainsKey(key))
        {
            return true;
        }

        folder.Claims.Remove(claim);
        return false;
    }

    private void Refresh()
    {
        foreach (SweepCell cell in folder.Refresh())
        {
            left.Remove(cell.Key());
            ended(cell);
        }
    }
}
