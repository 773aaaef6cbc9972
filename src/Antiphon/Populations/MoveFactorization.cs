using System.Collections.Immutable;

namespace Antiphon.Populations;

/// <summary>
/// A stochastic matrix written as a product of elementary moves between two relabellings of states: M = P_0 E_1 E_2 .. E_q P_1, in the
/// order of time, with q at most S(S-1).
/// </summary>
/// <remarks>
/// Elimination below the diagonal with t = M_ip / M_pp leaves old row_i = t row_p + (1-t) new row_i, so each step peels off one move. The
/// upper triangle that is left factors row by row, the last row first. Rows and columns are permuted first where the diagonal is weak.
/// </remarks>
/// <param name="Moves">E_1 .. E_q in the order of time.</param>
/// <param name="RelabellingBefore">Before all moves an agent in state x is renamed to state RelabellingBefore[x].</param>
/// <param name="Relabelling">After all moves an agent in state j is renamed to state Relabelling[j].</param>
/// <param name="Amplification">
/// prod (|1-t| + |t|)^k over the moves: how much the k-agent operator can magnify rounding errors. 1 when all t lie in [0,1].
/// </param>
internal sealed record MoveFactorization(
    ImmutableArray<ElementaryMove> Moves,
    ImmutableArray<int> RelabellingBefore,
    ImmutableArray<int> Relabelling,
    double Amplification
)
{
    // Entries that rounding leaves instead of zeros are dropped below this; the entries of a stochastic matrix are at most 1.
    private const double Negligible = 1e-17;

    // One digit lost is not worth trying thousands of other orders.
    private const double GoodEnough = 10;

    // Moves of t in [0,1] amplify nothing, but for the rounding of this number.
    private const double OnlyAverages = 1 + 1e-9;

    // A product of moves that is further from the matrix than this, in the sum of a row, has lost more digits than signed moves lose.
    private const double MaximumError = 1e-10;

    // A row whose sum is closer to 1 than this stays as it is.
    private const double ExactSum = 1e-14;

    /// <summary>The largest amplification that keeps about ten correct digits.</summary>
    public const double MaximumAmplification = 1e5;

    /// <summary>How far a row of the product of all moves is from the matrix's, at most, in the sum of absolute differences.</summary>
    internal double Error { get; init; }

    /// <summary>Factors a stochastic matrix for use with k agents.</summary>
    /// <param name="matrix">M, S x S, row-major; rows sum to 1.</param>
    /// <param name="states">S.</param>
    /// <param name="agents">k, which decides how far signed moves amplify.</param>
    /// <returns>
    /// One of two stages (<see cref="TwoStages"/>) where averages do and moves are no more. Else the first factorization that amplifies at
    /// most tenfold (without signed moves: not at all), natural state order first; else the one of least amplification. Null when even
    /// that exceeds <see cref="MaximumAmplification"/>: the caller then has to use another method, and say so.
    /// </returns>
    public static MoveFactorization? TryFactor(ReadOnlySpan<double> matrix, int states, int agents)
    {
        if (Staged(matrix, states, agents) is { } staged)
        {
            return staged;
        }

        MoveFactorization? best = null;
        foreach ((int[] before, int[] after) in StatePermutations.NearestToIdentityFirst(matrix, states))
        {
            best = Eliminate(matrix, states, agents, before, after, best?.Amplification ?? MaximumAmplification) ?? best;
            if (best is not null && best.Amplification <= GoodEnough)
            {
                break;
            }
        }

        return best;
    }

    /// <summary>
    /// Factors a block-diagonal stochastic matrix for a lattice whose states come in blocks: each block by itself, for its own number of
    /// agents.
    /// </summary>
    /// <param name="matrix">M, S x S, row-major; 0 outside the lattice's blocks.</param>
    /// <param name="lattice">The lattice.</param>
    /// <returns>As for one block; the amplifications multiply. Null when some block has no accurate factorization.</returns>
    internal static MoveFactorization? TryFactor(ReadOnlySpan<double> matrix, CountLattice lattice)
    {
        if (lattice.Blocks.Length == 1)
        {
            return TryFactor(matrix, lattice.States, lattice.Agents);
        }

        ImmutableArray<ElementaryMove>.Builder moves = ImmutableArray.CreateBuilder<ElementaryMove>();
        (List<int> before, List<int> after, double amplification, double error) = (new List<int>(), new List<int>(), 1.0, 0.0);
        foreach (CountBlock block in lattice.Blocks)
        {
            if (TryFactor(Part(matrix, lattice.States, block), block.States, block.Agents) is not { } own)
            {
                return null;
            }

            moves.AddRange(own.Moves.Select(move => move with { From = block.First + move.From, To = block.First + move.To }));
            before.AddRange(own.RelabellingBefore.Select(state => block.First + state));
            after.AddRange(own.Relabelling.Select(state => block.First + state));
            amplification *= own.Amplification;
            error = Math.Max(error, own.Error);
        }

        return amplification <= MaximumAmplification
            ? new MoveFactorization(moves.ToImmutable(), [.. before], [.. after], amplification) { Error = error }
            : null;
    }

    /// <summary>A block of a matrix, row-major.</summary>
    internal static double[] Part(ReadOnlySpan<double> matrix, int states, CountBlock block)
    {
        double[] part = new double[block.States * block.States];
        for (int row = 0; row < block.States; row++)
        {
            matrix.Slice(((block.First + row) * states) + block.First, block.States).CopyTo(part.AsSpan(row * block.States));
        }

        return part;
    }

    // Two stages where averages do, exactly, and in no more moves than otherwise; null elsewhere.
    private static MoveFactorization? Staged(ReadOnlySpan<double> matrix, int states, int agents)
    {
        if (TwoStages.TrySplit(matrix, states) is not var (first, last))
        {
            return null;
        }

        ImmutableArray<ElementaryMove>.Builder moves = ImmutableArray.CreateBuilder<ElementaryMove>(2 * states * (states - 1));
        int[] identity = [.. Enumerable.Range(0, states)];
        if (!AddMoves(first, states, moves) || !AddMoves(last, states, moves))
        {
            return null;
        }

        MoveFactorization? staged = Checked(matrix, states, agents, identity, identity, moves, OnlyAverages);
        MoveFactorization? plain = Eliminate(matrix, states, agents, identity, identity, OnlyAverages);
        bool pays = plain is null || plain.Moves.Length >= moves.Count;
        return pays && staged?.Error <= ExactSum ? staged : null;
    }

    // Null when the elimination breaks down or amplifies no less than the limit.
    private static MoveFactorization? Eliminate(
        ReadOnlySpan<double> matrix,
        int states,
        int agents,
        int[] before,
        int[] after,
        double limit
    )
    {
        double[,] rows = new double[states, states];
        for (int row = 0; row < states; row++)
        {
            for (int column = 0; column < states; column++)
            {
                rows[before[row], column] = matrix[(row * states) + after[column]];
            }
        }

        ImmutableArray<ElementaryMove>.Builder moves = ImmutableArray.CreateBuilder<ElementaryMove>(states * (states - 1));
        return AddMoves(rows, states, moves) ? Checked(matrix, states, agents, before, after, moves, limit) : null;
    }

    // Null when the moves amplify no less than the limit, or are not the matrix.
    private static MoveFactorization? Checked(
        ReadOnlySpan<double> matrix,
        int states,
        int agents,
        int[] before,
        int[] after,
        ImmutableArray<ElementaryMove>.Builder moves,
        double limit
    )
    {
        double logAmplification = 0.0;
        foreach (ElementaryMove move in moves)
        {
            logAmplification += agents * Math.Log(Math.Abs(1 - move.Probability) + Math.Abs(move.Probability));
        }

        double amplification = Math.Exp(logAmplification);
        if (!(amplification < limit))
        {
            return null;
        }

        double error = Distance(matrix, states, before, after, moves);
        return error <= MaximumError
            ? new MoveFactorization(moves.ToImmutable(), [.. before], [.. after], amplification) { Error = error }
            : null;
    }

    // The moves multiplied out, row by row.
    private static double Distance(
        ReadOnlySpan<double> matrix,
        int states,
        int[] before,
        int[] after,
        ImmutableArray<ElementaryMove>.Builder moves
    )
    {
        double largest = 0.0;
        double[] law = new double[states];
        for (int row = 0; row < states; row++)
        {
            Array.Clear(law);
            law[before[row]] = 1;
            foreach (ElementaryMove move in moves)
            {
                double moved = law[move.From] * move.Probability;
                law[move.From] -= moved;
                law[move.To] += moved;
            }

            double distance = 0.0;
            for (int column = 0; column < states; column++)
            {
                distance += Math.Abs(law[column] - matrix[(row * states) + after[column]]);
            }

            largest = Math.Max(largest, distance);
        }

        return largest;
    }

    // Factors a matrix, which is overwritten.
    private static bool AddMoves(double[,] rows, int states, ImmutableArray<ElementaryMove>.Builder moves) =>
        EliminateBelowDiagonal(rows, states, moves) && FactorUpperTriangle(rows, states, moves);

    private static bool EliminateBelowDiagonal(double[,] rows, int states, ImmutableArray<ElementaryMove>.Builder moves)
    {
        for (int pivot = 0; pivot < states; pivot++)
        {
            for (int row = pivot + 1; row < states; row++)
            {
                double entry = rows[row, pivot];
                if (Math.Abs(entry) <= Negligible)
                {
                    rows[row, pivot] = 0;
                    continue;
                }

                double probability = entry / rows[pivot, pivot];
                if (!double.IsFinite(probability))
                {
                    return false;
                }

                moves.Add(new ElementaryMove(row, pivot, probability));
                if (!SubtractRow(rows, states, row, pivot, probability))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // row <- (row - t pivotRow) / (1 - t). With t = 1 the state is empty after the move, so that any row will do: the identity's.
    private static bool SubtractRow(double[,] rows, int states, int row, int pivot, double probability)
    {
        double stay = 1 - probability;
        bool emptied = Math.Abs(stay) <= 1e-15;
        for (int column = pivot; column < states; column++)
        {
            double rest = rows[row, column] - (probability * rows[pivot, column]);
            if (emptied)
            {
                if (Math.Abs(rest) > 1e-14)
                {
                    return false;
                }

                rows[row, column] = column == row ? 1 : 0;
            }
            else
            {
                rows[row, column] = column == pivot || Math.Abs(rest) <= Negligible ? 0 : rest / stay;
            }
        }

        return emptied || Normalize(rows, states, row);
    }

    // Where next to nobody stays, 1 - t is a small difference and the row that is divided by it a sum of rounding errors to some part. The
    // few who follow it make that harmless, but moves keep numbers: the row must sum to 1, or what later rows take from it does not fit.
    private static bool Normalize(double[,] rows, int states, int row)
    {
        double sum = 0.0;
        for (int column = 0; column < states; column++)
        {
            sum += rows[row, column];
        }

        if (!(sum is >= 0.5 and <= 2))
        {
            return false;
        }

        for (int column = 0; Math.Abs(sum - 1) > ExactSum && column < states; column++)
        {
            rows[row, column] /= sum;
        }

        return true;
    }

    // Row p = (.., M_pp, M_p,p+1, ..): agents in p leave for p+1, p+2, .. in turn, each time with the conditional probability.
    // Rows go from the last to the first in time, so that agents who leave p land in rows that are already done.
    private static bool FactorUpperTriangle(double[,] rows, int states, ImmutableArray<ElementaryMove>.Builder moves)
    {
        for (int row = states - 2; row >= 0; row--)
        {
            double staying = 1.0;
            for (int column = row + 1; column < states; column++)
            {
                double entry = rows[row, column];
                if (Math.Abs(entry) <= Negligible)
                {
                    continue;
                }

                double probability = entry / staying;
                if (probability > 1 && probability < 1 + 1e-12)
                {
                    probability = 1;
                }

                if (!double.IsFinite(probability))
                {
                    return false;
                }

                moves.Add(new ElementaryMove(row, column, probability));
                staying -= entry;
            }
        }

        return true;
    }
}
