using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Tests.Games;

/// <summary>A continuous game that does one thing wrong.</summary>
internal sealed class FaultyGame(string fault) : ContinuousGame
{
    private readonly WarehouseContinuous sound = new(3);

    public override string Name => "faulty";

    public override double Discount => sound.Discount;

    public override int Agents => sound.Agents;

    public override Box GlobalStates => sound.GlobalStates;

    public override Box LocalStates => sound.LocalStates;

    public override IReadOnlyList<string> GlobalActions => sound.GlobalActions;

    public override IReadOnlyList<string> LocalActions => sound.LocalActions;

    public override PopulationFeatures Features => sound.Features;

    public override void Start(RandomStream random, Span<double> global, Span<double> locals)
    {
        sound.Start(random, global, locals);
        locals[0] = fault == "start" ? double.NegativeInfinity : locals[0];
    }

    public override void MoveGlobal(ReadOnlySpan<double> global, int action, RandomStream random, Span<double> next) =>
        next[0] = fault == "global" ? double.NaN : 0;

    public override void MoveLocals(ReadOnlySpan<double> global, ReadOnlySpan<int> actions, RandomStream random, Span<double> locals) =>
        locals[2] = fault switch
        {
            "nan" => double.NaN,
            "out" => 2.5,
            _ => locals[2],
        };

    public override double GlobalReward(ReadOnlySpan<double> global, int action) => fault == "reward" ? double.PositiveInfinity : 0;

    public override void LocalRewards(
        ReadOnlySpan<double> global,
        ReadOnlySpan<double> locals,
        ReadOnlySpan<int> actions,
        Span<double> rewards
    ) => rewards[1] = fault == "local reward" ? double.NaN : 0;

    public override int? RightAction(ReadOnlySpan<double> locals) => fault == "label" ? 7 : null;
}
