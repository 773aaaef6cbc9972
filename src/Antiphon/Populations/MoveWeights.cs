namespace Antiphon.Populations;

/// <summary>
/// The binomial weights of an elementary move of probability t on lines of up to k agents: of a agents in the source state, b stay with
/// probability C(a,b) (1-t)^b t^(a-b). Laid out in tiles of four outputs for the two directions of <see cref="RowKernel{TLanes}"/>.
/// </summary>
internal sealed class MoveWeights
{
    internal const int TileRows = 4;
    private readonly int agents;

    internal MoveWeights(int agents, double probability)
    {
        this.agents = agents;
        double[][] rows = StayingRows(agents, probability);
        int tiles = (agents / TileRows) + 1;
        Forward = new FunctionBuffer(ForwardStart(tiles));
        Adjoint = new FunctionBuffer(AdjointStart(tiles));
        for (int tile = 0; tile < tiles; tile++)
        {
            FillForward(rows, tile);
            FillAdjoint(rows, tile);
        }
    }

    /// <summary>Tile by tile, input by input (b = 0, 1, ..): the weights of outputs a = 4 tile .. 4 tile + 3.</summary>
    internal FunctionBuffer Forward { get; }

    /// <summary>Tile by tile, input by input (a = 4 tile, .., k): the weights of outputs b = 4 tile .. 4 tile + 3.</summary>
    internal FunctionBuffer Adjoint { get; }

    /// <summary>The first weight of a tile.</summary>
    internal ref double Tile(int tile, bool adjoint) =>
        ref System.Runtime.CompilerServices.Unsafe.Add(
            ref (adjoint ? Adjoint : Forward).Reference,
            adjoint ? AdjointStart(tile) : ForwardStart(tile)
        );

    /// <summary>Bytes of one move's weights in both directions.</summary>
    internal static double Bytes(long agents) =>
        ((agents + (double)TileRows) * (agents + (2 * TileRows)) * sizeof(double)) + (2 * FunctionBuffer.OverheadBytes);

    internal static int ForwardStart(int tile) => TileRows * TileRows * tile * (tile + 1) / 2;

    internal int AdjointStart(int tile) => TileRows * ((tile * (agents + 1)) - (TileRows * tile * (tile - 1) / 2));

    // Pascal's triangle with weights 1-t and t: positive for t in [0,1], and exact to rounding.
    private static double[][] StayingRows(int agents, double probability)
    {
        double[][] rows = new double[agents + 1][];
        rows[0] = [1.0];
        for (int count = 1; count <= agents; count++)
        {
            double[] row = new double[count + 1];
            double[] previous = rows[count - 1];
            for (int staying = 0; staying <= count; staying++)
            {
                double stays = staying > 0 ? (1 - probability) * previous[staying - 1] : 0;
                double leaves = staying < count ? probability * previous[staying] : 0;
                row[staying] = stays + leaves;
            }

            rows[count] = row;
        }

        return rows;
    }

    private void FillForward(double[][] rows, int tile)
    {
        Span<double> weights = Forward.Span[ForwardStart(tile)..];
        int first = tile * TileRows;
        for (int output = first; output < first + TileRows && output <= agents; output++)
        {
            for (int input = 0; input <= output; input++)
            {
                weights[(input * TileRows) + output - first] = rows[output][input];
            }
        }
    }

    private void FillAdjoint(double[][] rows, int tile)
    {
        Span<double> weights = Adjoint.Span[AdjointStart(tile)..];
        int first = tile * TileRows;
        for (int input = first; input <= agents; input++)
        {
            for (int output = first; output < first + TileRows && output <= input; output++)
            {
                weights[((input - first) * TileRows) + output - first] = rows[input][output];
            }
        }
    }
}
