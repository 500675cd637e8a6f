// the list is on the page for those without scripts; with scripts, a noscript's content is its text
const list = new DOMParser().parseFromString(document.querySelector('noscript').textContent, 'text/html');
const urls = Array.from(list.querySelectorAll('a'), (link) => ({ url: link.getAttribute('href'), name: link.textContent }));
SwaggerUIBundle({
  urls,
  dom_id: '#api',
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
});
