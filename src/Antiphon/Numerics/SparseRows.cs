namespace Antiphon.Numerics;

/// <summary>A matrix of probabilities by rows, zeros left out (CSR): row r holds places Starts[r] .. Starts[r+1]-1.</summary>
/// <param name="Starts">Where each row begins; one more entry than there are rows.</param>
/// <param name="Successors">The column of each place.</param>
/// <param name="Probabilities">The entry of each place; positive, each row sums to 1.</param>
internal sealed record SparseRows(int[] Starts, int[] Successors, double[] Probabilities)
{
    /// <summary>How many rows there are.</summary>
    internal int Count => Starts.Length - 1;

    /// <summary>The most places in any row.</summary>
    internal int Longest => Enumerable.Range(0, Count).Max(row => Starts[row + 1] - Starts[row]);

    /// <summary>The expected value of a function of the column under a row.</summary>
    internal double Expect(int row, ReadOnlySpan<double> function)
    {
        double sum = 0.0;
        for (int place = Starts[row]; place < Starts[row + 1]; place++)
        {
            sum += Probabilities[place] * function[Successors[place]];
        }

        return sum;
    }

    /// <summary>Collects rows in order.</summary>
    /// <param name="rows">How many rows will come.</param>
    internal sealed class Builder(int rows)
    {
        private readonly List<int> starts = new(rows + 1) { 0 };
        private readonly List<int> successors = [];
        private readonly List<double> probabilities = [];

        /// <summary>Adds a place to the open row; impossible successors are left out.</summary>
        internal void Add(int successor, double probability)
        {
            if (probability > 0)
            {
                successors.Add(successor);
                probabilities.Add(probability);
            }
        }

        /// <summary>Ends the open row.</summary>
        internal void EndRow() => starts.Add(successors.Count);

        internal SparseRows Build() => new([.. starts], [.. successors], [.. probabilities]);
    }
}
