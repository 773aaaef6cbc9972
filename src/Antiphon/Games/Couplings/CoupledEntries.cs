namespace Antiphon.Games;

/// <summary>Entries of tables from functions of an aggregate.</summary>
/// <param name="aggregates">The aggregates that there are.</param>
internal sealed class CoupledEntries(IReadOnlyList<Aggregate> aggregates)
{
    /// <summary>A row; null where it does not depend on an aggregate.</summary>
    public TransitionRow? Row(Coupled<IEnumerable<(int Target, double Probability)>>? coupled) =>
        coupled is null ? null : TransitionRow.By(Index(coupled), At(coupled).Select(TransitionRow.Of));

    /// <summary>A reward; null where it does not depend on an aggregate.</summary>
    public RewardForm? Reward(Coupled<double>? coupled) => coupled is null ? null : new CoupledReward(Index(coupled), [.. At(coupled)]);

    // A name that there is not is found when the definition is checked.
    private int Index<T>(Coupled<T> coupled)
    {
        int index = 0;
        while (index < aggregates.Count && aggregates[index].Name != coupled.Aggregate)
        {
            index++;
        }

        return index;
    }

    private IEnumerable<T> At<T>(Coupled<T> coupled) =>
        Index(coupled) is var index && index < aggregates.Count ? aggregates[index].Breakpoints.Select(coupled.At) : [];
}
