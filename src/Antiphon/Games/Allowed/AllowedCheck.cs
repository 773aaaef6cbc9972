namespace Antiphon.Games;

/// <summary>Judges lists of allowed actions.</summary>
/// <param name="actions">The actions of their side.</param>
internal sealed class AllowedCheck(Axis actions)
{
    /// <summary>Adds what is wrong with the lists of one level; a list that is null allows every action.</summary>
    public void Lists(string place, ReadOnlySpan<int[]?> lists, ICollection<Violation> violations)
    {
        for (int i = 0; i < lists.Length; i++)
        {
            if (lists[i] is { } list)
            {
                List($"{place}[{i}]", list, violations);
            }
        }
    }

    private void List(string place, int[] list, ICollection<Violation> violations)
    {
        if (list.Length == 0)
        {
            violations.Add(new Violation(place, "is empty", $"at least one {actions.Of}", "allow an action, or \"all\""));
        }

        for (int i = 0; i < list.Length; i++)
        {
            if (list[i] < 0 || list[i] >= (actions.Size ?? int.MaxValue))
            {
                violations.Add(
                    new Violation(
                        $"{place}[{i}]",
                        $"is {list[i]}",
                        $"the index of a {actions.Of}, from 0 to {actions.Size - 1}",
                        "count actions from 0"
                    )
                );
            }
            else if (Array.IndexOf(list, list[i]) is var first && first < i)
            {
                violations.Add(
                    new Violation(
                        $"{place}[{i}]",
                        $"is action {list[i]}, as is {place}[{first}]",
                        "each action once",
                        "remove one of them"
                    )
                );
            }
        }
    }
}
