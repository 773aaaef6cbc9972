namespace Antiphon.Games;

/// <summary>The tables of a valid game, each in one contiguous array with its probability rows normalized.</summary>
internal sealed class GameTables
{
    internal GameTables(GameDefinition definition)
    {
        GlobalStateNames = [.. definition.GlobalStateNames];
        LocalStateNames = [.. definition.LocalStateNames];
        GlobalActionNames = [.. definition.GlobalActionNames];
        LocalActionNames = [.. definition.LocalActionNames];
        GlobalTransition = [.. definition.GlobalTransition.SelectMany(perAction => perAction.SelectMany(row => ProbabilityRow.Normalized(row)))];
        LocalTransition = [.. definition.LocalTransition.SelectMany(perState => perState.SelectMany(perAction => perAction.SelectMany(row => ProbabilityRow.Normalized(row))))];
        GlobalReward = [.. definition.GlobalReward.SelectMany(row => row)];
        LocalReward = [.. definition.LocalReward.SelectMany(perState => perState.SelectMany(row => row))];
        (MinimumReward, MaximumReward) = RewardRange();
    }

    internal string[] GlobalStateNames { get; }

    internal string[] LocalStateNames { get; }

    internal string[] GlobalActionNames { get; }

    internal string[] LocalActionNames { get; }

    internal double[] GlobalTransition { get; }

    internal double[] LocalTransition { get; }

    internal double[] GlobalReward { get; }

    internal double[] LocalReward { get; }

    internal double MinimumReward { get; }

    internal double MaximumReward { get; }

    /// <summary>The place of (s_g, a_g); both are checked, because a wrong pair can still be a right place.</summary>
    internal int GlobalIndex(int globalState, int globalAction)
    {
        if ((uint)globalState >= (uint)GlobalStateNames.Length || (uint)globalAction >= (uint)GlobalActionNames.Length)
        {
            throw OutsideGlobal(globalState, globalAction);
        }

        return (globalState * GlobalActionNames.Length) + globalAction;
    }

    /// <summary>The place of (s_l, s_g, a_l); all are checked, because a wrong triple can still be a right place.</summary>
    internal int LocalIndex(int localState, int globalState, int localAction)
    {
        if ((uint)localState >= (uint)LocalStateNames.Length || (uint)globalState >= (uint)GlobalStateNames.Length || (uint)localAction >= (uint)LocalActionNames.Length)
        {
            throw OutsideLocal(localState, globalState, localAction);
        }

        return (((localState * GlobalStateNames.Length) + globalState) * LocalActionNames.Length) + localAction;
    }

    private (double Minimum, double Maximum) RewardRange()
    {
        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        var (globalActions, localActions) = (GlobalActionNames.Length, LocalActionNames.Length);
        for (var globalState = 0; globalState < GlobalStateNames.Length; globalState++)
        {
            var global = GlobalReward.Skip(globalState * globalActions).Take(globalActions);
            var local = Enumerable.Range(0, LocalStateNames.Length).SelectMany(localState => LocalReward.Skip(LocalIndex(localState, globalState, 0)).Take(localActions));
            minimum = Math.Min(minimum, global.Min() + local.Min());
            maximum = Math.Max(maximum, global.Max() + local.Max());
        }

        return (minimum, maximum);
    }

    private ArgumentOutOfRangeException OutsideGlobal(int globalState, int globalAction) =>
        new(nameof(globalState), $"(s_g, a_g) = ({globalState}, {globalAction}) is outside {GlobalStateNames.Length} global states and {GlobalActionNames.Length} global actions");

    private ArgumentOutOfRangeException OutsideLocal(int localState, int globalState, int localAction) =>
        new(
            nameof(localState),
            $"(s_l, s_g, a_l) = ({localState}, {globalState}, {localAction}) is outside {LocalStateNames.Length} local states, {GlobalStateNames.Length} global states and {LocalActionNames.Length} local actions");
}
