using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Tests.Learning;

/// <summary>Every row of a game made of bins, and its initial law, is estimated from draws of its own: no number is drawn twice.</summary>
public class DiscretizationStreamTests
{
    [Fact]
    public void No_two_rows_share_a_draw()
    {
        var game = new Recorder();
        _ = new Discretization(
            game,
            new DiscretizationOptions
            {
                GlobalBins = 2,
                LocalBins = 3,
                Samples = 64,
                Starts = 50,
            }
        );

        // 2 x 2 global rows of 64 draws, the local rows of 3 x 2 x 2 by strata, and 50 starts.
        Assert.True(game.Taken.Count > (4 * 64) + 12 + 50);
        Assert.Equal(game.Taken.Count, game.Taken.Distinct().Count());
    }

    /// <summary>States on lines, and a note of one number of every stream that is handed over.</summary>
    private sealed class Recorder : ContinuousGame
    {
        public List<ulong> Taken { get; } = [];

        public override string Name => "recorder";

        public override double Discount => 0.5;

        public override int Agents => 4;

        public override Box GlobalStates { get; } = Box.Interval(-1, 1);

        public override Box LocalStates { get; } = Box.Interval(-1, 1);

        public override IReadOnlyList<string> GlobalActions { get; } = ["a", "b"];

        public override IReadOnlyList<string> LocalActions { get; } = ["c", "d"];

        public override PopulationFeatures Features { get; } = new HistogramFeatures(Box.Interval(-1, 1), 3);

        public override void Start(RandomStream random, Span<double> global, Span<double> locals)
        {
            global[0] = Next(random);
            foreach (ref double state in locals)
            {
                state = Next(random);
            }
        }

        public override void MoveGlobal(ReadOnlySpan<double> global, int action, RandomStream random, Span<double> next) =>
            next[0] = Next(random);

        public override void MoveLocals(ReadOnlySpan<double> global, ReadOnlySpan<int> actions, RandomStream random, Span<double> locals)
        {
            foreach (ref double state in locals)
            {
                state = Next(random);
            }
        }

        public override double GlobalReward(ReadOnlySpan<double> global, int action) => 0;

        public override void LocalRewards(
            ReadOnlySpan<double> global,
            ReadOnlySpan<double> locals,
            ReadOnlySpan<int> actions,
            Span<double> rewards
        ) => rewards.Clear();

        private double Next(RandomStream random)
        {
            ulong number = random.NextUInt64();
            Taken.Add(number);
            return ((number >> 11) * (2.0 / (1UL << 53))) - 1;
        }
    }
}
