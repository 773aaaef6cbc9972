using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>
/// The paper's continuous warehouse (Appendix G.2): robots on the line [-2, 2] in two clusters, 55 and 45 in a hundred, and a dispatcher
/// who steers resources to one of five places. s_g' = clip(s_g + 0.6 (tau(a_g) - s_g) + N(0, 0.08^2)); s_l' = clip(s_l + delta(a_l) + N(0,
/// 0.04^2)); r_g = 5 exp(-(s_g - tau(a_g))^2 / (2 0.3^2)); r_l = 10 exp(-(s_l - s_g)^2 / (2 0.2^2)) - 5 |delta(a_l)|.
/// </summary>
public sealed class WarehouseContinuous : ContinuousGame
{
    private const int Bins = 5;
    private const double Steering = 0.6;
    private const double GlobalNoise = 0.08;
    private const double LocalNoise = 0.04;
    private const double GlobalAmplitude = 5;
    private const double GlobalWidth = 0.30;
    private const double LocalAmplitude = 10;
    private const double LocalWidth = 0.20;
    private const double ActionCost = 5;
    private const double ClusterNoise = 0.18;
    private const double MainShare = 0.55;
    private const double Edge = 2;

    private static readonly double[] Offsets = [0, 0.05, -0.05];
    private static readonly Box Line = Box.Interval(-Edge, Edge);

    private readonly HistogramFeatures features = new(Line, Bins);

    /// <summary>Makes the game.</summary>
    /// <param name="agents">n, at least 1.</param>
    /// <exception cref="InvalidInputException">There is no agent.</exception>
    public WarehouseContinuous(int agents = 500)
    {
        if (agents < 1)
        {
            throw new InvalidInputException($"warehouse-continuous has {agents} agents; expected at least 1");
        }

        Agents = agents;
    }

    /// <inheritdoc/>
    public override string Name => "warehouse-continuous";

    /// <inheritdoc/>
    public override double Discount => 0.95;

    /// <inheritdoc/>
    public override int Agents { get; }

    /// <inheritdoc/>
    public override Box GlobalStates => Line;

    /// <inheritdoc/>
    public override Box LocalStates => Line;

    /// <inheritdoc/>
    public override IReadOnlyList<string> GlobalActions { get; } = ["to -1.6", "to -0.8", "to 0", "to 0.8", "to 1.6"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> LocalActions { get; } = ["stay", "right", "left"];

    /// <inheritdoc/>
    public override PopulationFeatures Features => features;

    /// <inheritdoc/>
    public override double? RewardBound => GlobalAmplitude + LocalAmplitude;

    /// <inheritdoc/>
    public override void Start(RandomStream random, Span<double> global, Span<double> locals)
    {
        global[0] = (2 * random.NextDouble()) - 1;
        int first = (int)random.NextBelow(Bins);
        int second = (int)random.NextBelow(Bins - 1);
        second += second >= first ? 1 : 0;
        int main = (int)(MainShare * locals.Length);
        NormalSampler.Fill(random, locals);
        for (int i = 0; i < locals.Length; i++)
        {
            locals[i] = Line.Clip(0, features.Centre(i < main ? first : second) + (ClusterNoise * locals[i]));
        }

        // Which robot is in which cluster: a uniform permutation.
        for (int i = locals.Length - 1; i > 0; i--)
        {
            int other = (int)random.NextBelow(i + 1);
            (locals[i], locals[other]) = (locals[other], locals[i]);
        }
    }

    /// <inheritdoc/>
    public override void MoveGlobal(ReadOnlySpan<double> global, int action, RandomStream random, Span<double> next) =>
        next[0] = Line.Clip(0, global[0] + (Steering * (features.Centre(action) - global[0])) + (GlobalNoise * random.NextNormal()));

    /// <inheritdoc/>
    public override void MoveLocals(ReadOnlySpan<double> global, ReadOnlySpan<int> actions, RandomStream random, Span<double> locals)
    {
        Span<double> noise = stackalloc double[64];
        for (int start = 0; start < locals.Length; start += noise.Length)
        {
            Span<double> some = noise[..Math.Min(noise.Length, locals.Length - start)];
            NormalSampler.Fill(random, some);
            for (int i = 0; i < some.Length; i++)
            {
                ref double state = ref locals[start + i];
                state = Math.Max(-Edge, Math.Min(Edge, state + Offsets[actions[start + i]] + (LocalNoise * some[i])));
            }
        }
    }

    /// <inheritdoc/>
    public override double GlobalReward(ReadOnlySpan<double> global, int action) =>
        GlobalAmplitude * Bump(global[0] - features.Centre(action), GlobalWidth);

    /// <inheritdoc/>
    public override void LocalRewards(
        ReadOnlySpan<double> global,
        ReadOnlySpan<double> locals,
        ReadOnlySpan<int> actions,
        Span<double> rewards
    )
    {
        for (int i = 0; i < actions.Length; i++)
        {
            rewards[i] = (LocalAmplitude * Bump(locals[i] - global[0], LocalWidth)) - (ActionCost * Math.Abs(Offsets[actions[i]]));
        }
    }

    /// <summary>The fullest bin; of equals the first. Action a steers to the middle of bin a.</summary>
    /// <param name="locals">All local states.</param>
    public override int? RightAction(ReadOnlySpan<double> locals)
    {
        Span<int> counts = stackalloc int[Bins];
        counts.Clear();
        foreach (double state in locals)
        {
            counts[features.Bin(state)]++;
        }

        int best = 0;
        for (int bin = 1; bin < Bins; bin++)
        {
            best = counts[bin] > counts[best] ? bin : best;
        }

        return best;
    }

    private static double Bump(double distance, double width) => Math.Exp(-(distance * distance) / (2 * width * width));
}
