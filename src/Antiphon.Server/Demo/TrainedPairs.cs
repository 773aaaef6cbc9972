using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>The pairs that were used last, by k.</summary>
internal sealed class TrainedPairs
{
    /// <summary>How many are kept, at most.</summary>
    public const int Most = 16;

    // The one used last comes last.
    private readonly List<(int Subsample, JointPolicy Pair)> pairs = [];

    /// <summary>Whether there is one with this k.</summary>
    public bool Has(int subsample) => Place(subsample) >= 0;

    /// <summary>The pair with this k; null where there is none.</summary>
    public JointPolicy? Use(int subsample)
    {
        int place = Place(subsample);
        if (place < 0)
        {
            return null;
        }

        (int Subsample, JointPolicy Pair) found = pairs[place];
        pairs.RemoveAt(place);
        pairs.Add(found);
        return found.Pair;
    }

    /// <summary>Adds a pair with a new k, in place of the one that was not used for the longest time where there are many.</summary>
    public void Add(int subsample, JointPolicy pair)
    {
        if (pairs.Count == Most)
        {
            pairs.RemoveAt(0);
        }

        pairs.Add((subsample, pair));
    }

    private int Place(int subsample) => pairs.FindIndex(each => each.Subsample == subsample);
}
