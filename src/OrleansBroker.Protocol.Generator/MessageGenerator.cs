using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace OrleansBroker.Protocol.Generator;

/// <summary>Writes readers and writers for the messages declared with attributes, one file for each.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class MessageGenerator : IIncrementalGenerator
{
    private const string Declarations = "OrleansBroker.Protocol.Declarations.";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var apiMessages = Find(context, "ApiMessageAttribute", isData: false);
        var dataMessages = Find(context, "DataMessageAttribute", isData: true);
        context.RegisterSourceOutput(apiMessages, AddMessage);
        context.RegisterSourceOutput(dataMessages, AddMessage);

        var descriptions = apiMessages.Select((message, _) => message.Description).Where(text => text is not null);
        context.RegisterSourceOutput(descriptions.Collect(), (output, all) =>
        {
            if (all.Length > 0)
                output.AddSource("ApiDescriptions.g.cs", Text(MessageEmitter.EmitDescriptions(all!)));
        });
    }

    private static IncrementalValuesProvider<GeneratedMessage> Find(
        IncrementalGeneratorInitializationContext context, string attribute, bool isData) =>
        context.SyntaxProvider.ForAttributeWithMetadataName(
            Declarations + attribute,
            (node, _) => node is ClassDeclarationSyntax,
            (declaration, _) => Generate(declaration, isData));

    private static GeneratedMessage Generate(GeneratorAttributeSyntaxContext declaration, bool isData)
    {
        var reader = new ModelReader();
        var message = reader.Read(declaration, isData);
        if (reader.Diagnostics.Count > 0)
            return new GeneratedMessage(message.Root.Name, "", null, reader.Diagnostics);
        return new GeneratedMessage(
            message.Root.Name, MessageEmitter.Emit(message), MessageEmitter.Description(message), []);
    }

    private static void AddMessage(SourceProductionContext output, GeneratedMessage message)
    {
        message.Diagnostics.ForEach(output.ReportDiagnostic);
        if (message.Source.Length > 0)
            output.AddSource($"{message.Name}.g.cs", Text(message.Source));
    }

    private static SourceText Text(string source) => SourceText.From(source, Encoding.UTF8);
}
