using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>
/// The mean over m samples: next local states y_1 .. y_m per (s_g, x), shared by all actions, and next global states g_1 .. g_m per (s_g,
/// x, a_g), or their exact law. Each (s_g, x), and in fresh mode each sweep, has a random stream of its own, so that the work may be
/// shared in any way.
/// </summary>
internal sealed class SampledNextStates : NextStates, IWork
{
    private const int ObservationsPerPiece = 512;
    private static readonly ulong DrawPurpose = RandomStream.PurposeKey(Purposes.NextStates);

    private readonly CooperativeGame game;
    private readonly ObservationTable table;
    private readonly RandomStream root;
    private readonly double[] globalLaws;
    private readonly int samples;
    private readonly bool sampleGlobal;
    private readonly int stride;
    private readonly Scratch[] scratch;
    private readonly int[][]? frozenObservations;
    private readonly ushort[][]? frozenGlobals;
    private FunctionBuffer? values;
    private long sweep;

    internal SampledNextStates(
        CooperativeGame game,
        ObservationTable table,
        int samples,
        bool sampleGlobal,
        bool frozen,
        ulong seed,
        Workers workers
    )
    {
        (this.game, this.table, this.samples, this.sampleGlobal, stride) = (game, table, samples, sampleGlobal, game.GlobalStates);
        root = new RandomStream(seed).Split(Purposes.EmpiricalOperator);
        globalLaws = new double[game.GlobalStates * game.GlobalActions * game.GlobalStates];
        for (int pair = 0; pair < game.GlobalStates * game.GlobalActions; pair++)
        {
            game.GlobalTransition(pair / game.GlobalActions, pair % game.GlobalActions)
                .CopyTo(globalLaws.AsSpan(pair * game.GlobalStates));
        }

        scratch =
        [
            .. Enumerable.Range(0, workers.Count).Select(_ => new Scratch(table.CreateMover(), samples, game.GlobalActions, stride)),
        ];
        if (frozen)
        {
            frozenObservations = [.. Enumerable.Range(0, game.GlobalStates).Select(_ => new int[checked(table.Size * samples)])];
            frozenGlobals =
            [
                .. Enumerable
                    .Range(0, game.GlobalStates)
                    .Select(_ => new ushort[sampleGlobal ? checked(table.Size * samples * game.GlobalActions) : 0]),
            ];
            workers.Run(checked(game.GlobalStates * PiecesPerState), this);
        }
    }

    private int PiecesPerState => (table.Size + ObservationsPerPiece - 1) / ObservationsPerPiece;

    /// <summary>Bytes of the samples that frozen mode keeps.</summary>
    internal static double FrozenBytes(CooperativeGame game, double observations, double samples, bool sampleGlobal) =>
        game.GlobalStates * observations * samples * (sizeof(int) + (sampleGlobal ? sizeof(ushort) * (double)game.GlobalActions : 0));

    internal override void Prepare(int sweep, int globalState, FunctionBuffer values) => (this.sweep, this.values) = (sweep, values);

    internal override void Expect(int globalState, int observation, int worker, Span<double> expected)
    {
        Scratch own = scratch[worker];
        if (frozenObservations is null)
        {
            Draw(globalState, observation, own, own.Observations, own.Globals);
            Mean(globalState, own.Observations, own.Globals, own.Row, expected);
            return;
        }

        int actions = game.GlobalActions;
        Span<ushort> globals = sampleGlobal
            ? frozenGlobals![globalState].AsSpan(observation * samples * actions, samples * actions)
            : default;
        Mean(globalState, frozenObservations[globalState].AsSpan(observation * samples, samples), globals, own.Row, expected);
    }

    /// <summary>Draws the frozen samples of one stretch of observations.</summary>
    void IWork.Run(int index, int worker)
    {
        (int globalState, int begin) = (index / PiecesPerState, index % PiecesPerState * ObservationsPerPiece);
        int each = samples * game.GlobalActions;
        for (int observation = begin; observation < Math.Min(begin + ObservationsPerPiece, table.Size); observation++)
        {
            Span<ushort> globals = sampleGlobal ? frozenGlobals![globalState].AsSpan(observation * each, each) : default;
            Draw(
                globalState,
                observation,
                scratch[worker],
                frozenObservations![globalState].AsSpan(observation * samples, samples),
                globals
            );
        }
    }

    private void Draw(int globalState, int observation, Scratch own, Span<int> observations, Span<ushort> globals)
    {
        root.SplitInto(own.Stream, DrawPurpose, (((sweep * game.GlobalStates) + globalState) * table.Size) + observation);
        for (int sample = 0; sample < samples; sample++)
        {
            observations[sample] = own.Mover.Next(globalState, observation, own.Stream);
        }

        for (int place = 0; sampleGlobal && place < globals.Length; place++)
        {
            int row = ((globalState * game.GlobalActions) + (place / samples)) * game.GlobalStates;
            globals[place] = (ushort)CategoricalSampler.Sample(own.Stream.NextDouble(), globalLaws.AsSpan(row, game.GlobalStates));
        }
    }

    private void Mean(int globalState, ReadOnlySpan<int> observations, ReadOnlySpan<ushort> globals, double[] row, Span<double> expected)
    {
        if (!sampleGlobal)
        {
            MeanRow(observations, row);
            MixGlobal(game, globalState, row, expected);
            return;
        }

        Span<double> function = values!.Span;
        for (int action = 0; action < expected.Length; action++)
        {
            ReadOnlySpan<ushort> next = globals.Slice(action * samples, samples);
            double sum = 0.0;
            for (int sample = 0; sample < observations.Length; sample++)
            {
                sum += function[(observations[sample] * stride) + next[sample]];
            }

            expected[action] = sum / samples;
        }
    }

    private void MeanRow(ReadOnlySpan<int> observations, Span<double> row)
    {
        row.Clear();
        Span<double> function = values!.Span;
        foreach (int observation in observations)
        {
            Span<double> from = function.Slice(observation * stride, stride);
            for (int state = 0; state < row.Length; state++)
            {
                row[state] += from[state];
            }
        }

        for (int state = 0; state < row.Length; state++)
        {
            row[state] /= samples;
        }
    }

    /// <summary>What one worker needs.</summary>
    private sealed class Scratch(ObservationTable.Mover mover, int samples, int actions, int stride)
    {
        internal ObservationTable.Mover Mover { get; } = mover;

        internal RandomStream Stream { get; } = new(0);

        internal int[] Observations { get; } = new int[samples];

        internal ushort[] Globals { get; } = new ushort[samples * actions];

        internal double[] Row { get; } = new double[stride];
    }
}
