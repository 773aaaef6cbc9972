using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// The mean over m samples: next local states y_1 .. y_m per (s_g, x), shared by all actions, and next global states g_1 .. g_m per (s_g, x, a_g), or their exact law.
/// Each (s_g, x), and in fresh mode each sweep, has a random stream of its own, so that the work may be shared in any way.
/// </summary>
internal sealed class SampledNextStates : NextStates, IWork
{
    private const int LooksPerPiece = 512;
    private static readonly ulong DrawPurpose = RandomStream.PurposeKey("next states");

    private readonly CooperativeGame game;
    private readonly LookTable table;
    private readonly RandomStream root;
    private readonly double[] globalLaws;
    private readonly int samples;
    private readonly bool sampleGlobal;
    private readonly int stride;
    private readonly Scratch[] scratch;
    private readonly int[][]? frozenLooks;
    private readonly ushort[][]? frozenGlobals;
    private FunctionBuffer? values;
    private long sweep;

    internal SampledNextStates(CooperativeGame game, LookTable table, int samples, bool sampleGlobal, bool frozen, ulong seed, Workers workers)
    {
        (this.game, this.table, this.samples, this.sampleGlobal, stride) = (game, table, samples, sampleGlobal, game.GlobalStates);
        root = new RandomStream(seed).Split("empirical operator");
        globalLaws = new double[game.GlobalStates * game.GlobalActions * game.GlobalStates];
        for (var pair = 0; pair < game.GlobalStates * game.GlobalActions; pair++)
        {
            game.GlobalTransition(pair / game.GlobalActions, pair % game.GlobalActions).CopyTo(globalLaws.AsSpan(pair * game.GlobalStates));
        }

        scratch = [.. Enumerable.Range(0, workers.Count).Select(_ => new Scratch(table.CreateMover(), samples, game.GlobalActions, stride))];
        if (frozen)
        {
            frozenLooks = [.. Enumerable.Range(0, game.GlobalStates).Select(_ => new int[checked(table.Size * samples)])];
            frozenGlobals = [.. Enumerable.Range(0, game.GlobalStates).Select(_ => new ushort[sampleGlobal ? checked(table.Size * samples * game.GlobalActions) : 0])];
            workers.Run(checked(game.GlobalStates * PiecesPerState), this);
        }
    }

    private int PiecesPerState => (table.Size + LooksPerPiece - 1) / LooksPerPiece;

    /// <summary>Bytes of the samples that frozen mode keeps.</summary>
    internal static double FrozenBytes(CooperativeGame game, double looks, double samples, bool sampleGlobal) =>
        game.GlobalStates * looks * samples * (sizeof(int) + (sampleGlobal ? sizeof(ushort) * (double)game.GlobalActions : 0));

    internal override void Prepare(int sweep, int globalState, FunctionBuffer values) => (this.sweep, this.values) = (sweep, values);

    internal override void Expect(int globalState, int look, int worker, Span<double> expected)
    {
        Scratch own = scratch[worker];
        if (frozenLooks is null)
        {
            Draw(globalState, look, own, own.Looks, own.Globals);
            Mean(globalState, own.Looks, own.Globals, own.Row, expected);
            return;
        }

        var actions = game.GlobalActions;
        Span<ushort> globals = sampleGlobal ? frozenGlobals![globalState].AsSpan(look * samples * actions, samples * actions) : default;
        Mean(globalState, frozenLooks[globalState].AsSpan(look * samples, samples), globals, own.Row, expected);
    }

    /// <summary>Draws the frozen samples of one stretch of looks.</summary>
    void IWork.Run(int index, int worker)
    {
        (int globalState, int begin) = (index / PiecesPerState, index % PiecesPerState * LooksPerPiece);
        var each = samples * game.GlobalActions;
        for (var look = begin; look < Math.Min(begin + LooksPerPiece, table.Size); look++)
        {
            Span<ushort> globals = sampleGlobal ? frozenGlobals![globalState].AsSpan(look * each, each) : default;
            Draw(globalState, look, scratch[worker], frozenLooks![globalState].AsSpan(look * samples, samples), globals);
        }
    }

    private void Draw(int globalState, int look, Scratch own, Span<int> looks, Span<ushort> globals)
    {
        root.SplitInto(own.Stream, DrawPurpose, (((sweep * game.GlobalStates) + globalState) * table.Size) + look);
        for (var sample = 0; sample < samples; sample++)
        {
            looks[sample] = own.Mover.Next(globalState, look, own.Stream);
        }

        for (var place = 0; sampleGlobal && place < globals.Length; place++)
        {
            var row = ((globalState * game.GlobalActions) + (place / samples)) * game.GlobalStates;
            globals[place] = (ushort)CategoricalSampler.Sample(own.Stream.NextDouble(), globalLaws.AsSpan(row, game.GlobalStates));
        }
    }

    private void Mean(int globalState, ReadOnlySpan<int> looks, ReadOnlySpan<ushort> globals, double[] row, Span<double> expected)
    {
        if (!sampleGlobal)
        {
            MeanRow(looks, row);
            MixGlobal(game, globalState, row, expected);
            return;
        }

        Span<double> function = values!.Span;
        for (var action = 0; action < expected.Length; action++)
        {
            ReadOnlySpan<ushort> next = globals.Slice(action * samples, samples);
            var sum = 0.0;
            for (var sample = 0; sample < looks.Length; sample++)
            {
                sum += function[(looks[sample] * stride) + next[sample]];
            }

            expected[action] = sum / samples;
        }
    }

    private void MeanRow(ReadOnlySpan<int> looks, Span<double> row)
    {
        row.Clear();
        Span<double> function = values!.Span;
        foreach (var look in looks)
        {
            Span<double> from = function.Slice(look * stride, stride);
            for (var state = 0; state < row.Length; state++)
            {
                row[state] += from[state];
            }
        }

        for (var state = 0; state < row.Length; state++)
        {
            row[state] /= samples;
        }
    }

    /// <summary>What one worker needs.</summary>
    private sealed class Scratch(LookTable.Mover mover, int samples, int actions, int stride)
    {
        internal LookTable.Mover Mover { get; } = mover;

        internal RandomStream Stream { get; } = new(0);

        internal int[] Looks { get; } = new int[samples];

        internal ushort[] Globals { get; } = new ushort[samples * actions];

        internal double[] Row { get; } = new double[stride];
    }
}
