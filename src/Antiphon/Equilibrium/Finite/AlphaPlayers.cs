using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>The oracles and the judge of one start of an alternation with alpha vectors.</summary>
internal sealed class AlphaPlayers : IPlayers<JointPolicy>
{
    private readonly IReadOnlyList<IOracle<JointPolicy>> own;
    private readonly IOracle<JointPolicy> dispatcher;
    private readonly PathOracle agents;

    internal AlphaPlayers(AlphaSetting setting, IReadOnlyList<IOracle<JointPolicy>> own, int threads)
    {
        this.own = own;
        dispatcher = setting.Options.Memory is { } memory
            ? new RememberingAlphaOracle(setting, memory, threads)
            : new AlphaOracle(setting, threads);
        agents = new PathOracle(setting, threads);
        Judge = new SimulationJudge(setting.Game, setting.Options, setting.Tolerances.Threshold, threads);
    }

    /// <inheritdoc/>
    public IJudge<JointPolicy> Judge { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IOracle<JointPolicy>> Oracles(Player side)
    {
        List<IOracle<JointPolicy>> brought = [.. own.Where(oracle => oracle.Side == side)];
        return brought.Count > 0 ? brought
            : side == Player.Global ? [dispatcher]
            : [agents];
    }

    /// <inheritdoc/>
    public double Value(JointPolicy pair, CancellationToken cancellation) => double.NaN;

    /// <inheritdoc/>
    public void Dispose() { }
}
