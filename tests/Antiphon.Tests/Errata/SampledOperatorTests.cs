using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>
/// E5, Lemma B.35: its proof needs one set of samples for all sweeps; samples drawn afresh in every sweep have no fixed point.
/// </summary>
public class SampledOperatorTests
{
    private const double Discount = 0.5;
    private const int Samples = 400;

    [Fact]
    public void A_frozen_sample_has_a_fixed_point()
    {
        Sampled sampled = new(1140);
        sampled.Sweep(1);
        for (int sweep = 2; sweep < 60; sweep++)
        {
            sampled.Sweep(1);
        }
        Assert.True(sampled.Residual < 1e-12, $"still moves by {sampled.Residual}");
    }

    [Fact]
    public void Fresh_samples_never_settle()
    {
        Sampled sampled = new(1141);
        double smallest = double.PositiveInfinity;
        for (int sweep = 1; sweep <= 400; sweep++)
        {
            sampled.Sweep(sweep);
            smallest = sweep > 60 ? Math.Min(smallest, sampled.Residual) : smallest;
        }
        Assert.True(smallest > 1e-3, $"a late sweep moved by {smallest} only");
    }

    /// <summary>
    /// Both bounds with delta = 1e-6 on 20 seeds each: error budget 4e-5. Frozen: gamma R/(1-gamma)^2 sqrt(ln(2N/delta)/(2m)), R the range
    /// of rewards; fresh: 2NT in place of 2N, for each of the T sweeps draws its own N averages. 60 sweeps leave a truncation error of
    /// 1e-17.
    /// </summary>
    [Fact]
    public void Each_way_keeps_the_bound_that_belongs_to_it()
    {
        const double Delta = 1e-6;
        const int Sweeps = 60;
        for (ulong seed = 1142UL; seed < 1162; seed++)
        {
            Sampled frozen = new(seed);
            Sampled fresh = new(seed);
            for (int sweep = 1; sweep <= Sweeps; sweep++)
            {
                frozen.Sweep(1);
                fresh.Sweep(sweep);
            }
            Assert.True(frozen.Error <= Bound(frozen, 2 * frozen.Entries / Delta));
            Assert.True(fresh.Error <= Bound(fresh, 2 * fresh.Entries * Sweeps / Delta));
        }

        static double Bound(Sampled sampled, double events) =>
            Discount * sampled.Range / Math.Pow(1 - Discount, 2) * Math.Sqrt(Math.Log(events) / (2 * Samples));
    }

    /// <summary>
    /// The empirical operator on a game of two agents: m draws of (s_g', s_1', s_2') for every (s_g, s_1, s_2, a_g), each written out.
    /// </summary>
    private sealed class Sampled(ulong seed)
    {
        private readonly RandomStream _root = new(seed);
        private readonly CooperativeGame _game = new RandomGame(1163) { Agents = 2, Discount = Discount }.Create();
        private readonly double[,,] _q = new double[2, 4, 2];

        public int Entries => _q.Length;

        public double Range => _game.RewardRange;

        /// <summary>Largest change of an entry in the last sweep.</summary>
        public double Residual { get; private set; }

        /// <summary>Distance from the fixed point of the exact operator.</summary>
        public double Error
        {
            get
            {
                FullInformationControl exact = new(_game, Tables.UniformLocal(_game));
                return Enumerable
                    .Range(0, _q.Length)
                    .Max(i => Math.Abs(exact.ActionValues[i / 8, i / 2 % 4, i % 2] - _q[i / 8, i / 2 % 4, i % 2]));
            }
        }

        /// <summary>One sweep with the sample of a given number: the same number draws the same sample.</summary>
        public void Sweep(int number)
        {
            RandomStream stream = _root.Split("sweep", number);
            OrderedGame ordered = new(_game, 1);
            double[] local = Tables.UniformLocal(_game);
            double[,,] old = (double[,,])_q.Clone();
            Residual = 0;
            for (int entry = 0; entry < _q.Length; entry++)
            {
                (int state, int tuple, int action) = (entry / 8, entry / 2 % 4, entry % 2);
                double[,] kernel = ordered.LocalKernel(local, state);
                double sum = 0.0;
                for (int j = 0; j < Samples; j++)
                {
                    int next = CategoricalSampler.Sample(stream.NextDouble(), _game.GlobalTransition(state, action));
                    int first = stream.NextDouble() < kernel[ordered.Tuples[tuple][0], 0] ? 0 : 1;
                    int second = stream.NextDouble() < kernel[ordered.Tuples[tuple][1], 0] ? 0 : 1;
                    sum += Math.Max(old[next, first + 2 * second, 0], old[next, first + 2 * second, 1]);
                }
                double value = _game.GlobalReward(state, action) + ordered.LocalReward(local, state, tuple) + Discount * sum / Samples;
                Residual = Math.Max(Residual, Math.Abs(value - old[state, tuple, action]));
                _q[state, tuple, action] = value;
            }
        }
    }
}
