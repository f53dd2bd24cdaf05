using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OrleansBroker.Protocol.Generator;

namespace OrleansBroker.Protocol.Tests.Generator;

/// <summary>A wrong declaration is an error of the build that says what is wrong.</summary>
public sealed class DeclarationTests
{
    [Theory]
    [InlineData("OBP001", "class M { [Field(\"0+\")] public int A { get; set; } }")]
    [InlineData("OBP002", "partial class M { [Field(\"3-1\")] public int A { get; set; } }")]
    [InlineData("OBP002", "partial class M { [Field(\"1-2+\")] public int A { get; set; } }")]
    [InlineData("OBP002", "partial class M { [Field(\"\")] public int A { get; set; } }")]
    [InlineData("OBP003", "partial class M { [Field(\"0+\")] public decimal A { get; set; } }")]
    [InlineData("OBP003", "partial class M { [Field(\"0+\")] public int? A { get; set; } }")]
    [InlineData("OBP004", "partial class M { [Field(\"0+\", Tag = 0)] public int A { get; set; } }")]
    [InlineData("OBP004", "partial class M { [Field(\"2\", Tag = 0)] public int A { get; set; } "
                          + "[Field(\"2\", Tag = 0)] public int B { get; set; } }")]
    [InlineData("OBP005", "partial class M { [Field(\"0+\")] public string? A { get; set; } }")]
    [InlineData("OBP005", "partial class M { [Field(\"0+\", Nullable = \"1+\")] "
                          + "public string A { get; set; } = \"\"; }")]
    [InlineData("OBP006", "partial class M { [Field(\"0+\")] public string A { get; set; } }")]
    public void A_wrong_declaration_is_an_error(string id, string declaration)
    {
        var (diagnostics, sources) = Run("[DataMessage(Versions = \"0-2\", Flexible = \"2+\")] " + declaration);
        Assert.Equal([id], diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Empty(sources);
    }

    [Fact]
    public void A_right_one_gets_its_other_half()
    {
        var (diagnostics, sources) = Run(
            "[DataMessage(Versions = \"0-2\")] partial class M { [Field(\"1+\")] public int A { get; set; } = -1; }");
        Assert.Empty(diagnostics);
        var source = Assert.Single(sources);
        Assert.Contains("if (version >= 1)", source, StringComparison.Ordinal);
        Assert.Contains("A != -1", source, StringComparison.Ordinal);
    }

    private static (IEnumerable<Diagnostic> Diagnostics, IEnumerable<string> Sources) Run(string declaration)
    {
        const string Declarations =
            """
            #nullable enable
            using OrleansBroker.Protocol.Declarations;
            namespace OrleansBroker.Protocol.Declarations
            {
                class DataMessageAttribute : System.Attribute
                {
                    public string? Versions { get; set; }
                    public string? Flexible { get; set; }
                }

                class FieldAttribute(string versions) : System.Attribute
                {
                    public string? Nullable { get; set; }
                    public int Tag { get; set; }
                }
            }
            """;
        var cancellation = TestContext.Current.CancellationToken;
        var compilation = CSharpCompilation.Create(
            "Declared",
            [CSharpSyntaxTree.ParseText(Declarations + declaration, cancellationToken: cancellation)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
        var result = CSharpGeneratorDriver.Create(new MessageGenerator())
            .RunGenerators(compilation, cancellation)
            .GetRunResult();
        return (result.Diagnostics, result.GeneratedTrees.Select(tree => tree.ToString()));
    }
}
