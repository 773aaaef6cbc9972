namespace Antiphon.Paper;

/// <summary>
/// Whether a stored row can be summarised and drawn: its rewards are numbers, and the choices and modes of its heat map are zones that it
/// has fractions of.
/// </summary>
internal static class StoredRowCheck
{
    private const string Remedy = "delete the file, and its row is recomputed";

    /// <summary>Checks a row.</summary>
    /// <exception cref="InvalidInputException">Something is missing, infinite, or no zone; file and field are named.</exception>
    public static void Require(string path, object row)
    {
        switch (row)
        {
            case ReproductionRow known:
                RequireRewards(path, "perSeed", known.PerSeed);
                RequireMap(path, known.HeatMap?.Fractions, known.HeatMap?.Choice, known.HeatMap?.Mode);
                break;
            case ContinuousReproductionRow known:
                RequireRewards(path, "perSeed", known.PerSeed);
                RequireMap(path, known.HeatMap?.Fractions, known.HeatMap?.Choice, known.HeatMap?.Mode);
                break;
            case FederatedReproductionRow known:
                RequirePolicies(path, known);
                break;
        }
    }

    private static void RequirePolicies(string path, FederatedReproductionRow row)
    {
        for (int place = 0; place < row.Policies.Count; place++)
        {
            string field = $"policies[{place}]";
            FederatedMeasurement policy = row.Policies[place];
            RequireRewards(path, $"{field}.perSeed", policy.PerSeed);
            if (policy.PerSeed.Count != row.Seeds)
            {
                throw Fault(path, $"{field}.perSeed has {policy.PerSeed.Count} entries; expected {row.Seeds}, as seeds says");
            }

            if (policy is { Kind: FederatedPolicyKind.Pair, K: null })
            {
                throw Fault(path, $"{field}.k is null; expected the k of the pair");
            }
        }
    }

    private static void RequireRewards(string path, string field, IReadOnlyList<double> rewards)
    {
        int place = rewards.TakeWhile(double.IsFinite).Count();
        if (rewards.Count == 0 || place < rewards.Count)
        {
            string found = rewards.Count == 0 ? $"{field} is empty" : $"{field}[{place}] is {rewards[place]}";
            throw Fault(path, $"{found}; expected finite numbers, one per evaluation seed");
        }
    }

    // All are null where a row has no heat map.
    private static void RequireMap(
        string path,
        IReadOnlyList<IReadOnlyList<double>>? fractions,
        IReadOnlyList<int>? choice,
        IReadOnlyList<int>? mode
    )
    {
        if (fractions is null || choice is null || mode is null)
        {
            return;
        }

        if (fractions.Count == 0)
        {
            throw Fault(path, "heatMap.fractions is empty; expected the fractions of every step");
        }

        int zones = fractions[0].Count;
        RequireZones(path, "choice", choice, fractions.Count, zones);
        RequireZones(path, "mode", mode, fractions.Count, zones);
        if (fractions.Any(step => step.Count != zones))
        {
            throw Fault(path, $"heatMap.fractions has steps with different numbers of zones; expected {zones} in each");
        }
    }

    private static void RequireZones(string path, string field, IReadOnlyList<int> entries, int steps, int zones)
    {
        if (entries.Count != steps || entries.Any(zone => zone < 0 || zone >= zones))
        {
            throw Fault(path, $"heatMap.{field} is not a list of {steps} zones from 0 to {zones - 1}");
        }
    }

    private static InvalidInputException Fault(string path, string found) => new($"{path}: {found}; {Remedy}");
}
